/** What the page makes of the server's features: what it learns from, and the places that speak for an answer. Pure. */
import { MOST } from "../../../static/js/shared/learning/described.js";
import { scaled, scaleOf } from "../../../static/js/shared/learning/softmax.js";

/** What the page learns from: features brought to one length. */
export const inputOf = scaled;

/**
 * How much each place adds to the score of a class (class activation mapping, Zhou and colleagues, CVPR 2016): the mean over
 * the places, plus the bias, is the score itself. `levels` has a line of places for each feature, 255 for 6; `features`
 * are the picture's own, before they are brought to one length.
 */
export function activation({ features: count, weights }, label, levels, features) {
  const places = levels.length / count;
  const scale = (scaleOf(features) * MOST) / 255;
  const found = new Float32Array(places);
  for (let feature = 0; feature < count; feature++) {
    const weight = weights[label * count + feature] * scale;
    for (let place = 0, from = feature * places; place < places; place++) found[place] += weight * levels[from + place];
  }
  return found;
}

/** Red, green, blue, opacity of each place: light where much speaks for the answer, shade where nothing does. */
export function lightOf(found) {
  const most = Math.max(...found, 1e-6);
  const pixels = new Uint8ClampedArray(4 * found.length);
  found.forEach((one, at) => {
    const share = Math.max(0, one / most);
    pixels.set(share > 0.5 ? [255, 180, 40, 150 * (2 * share - 1)] : [8, 8, 12, 170 * (1 - 2 * share)], 4 * at);
  });
  return pixels;
}
