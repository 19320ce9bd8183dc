/** What is drawn over the picture: light where it looked, and what it says, to be read from the last row. */
import { featuresOf } from "../../../static/js/shared/learning/described.js";
import { largest, predict } from "../../../static/js/shared/learning/softmax.js";
import { activation, inputOf, lightOf } from "./features.js";

export class Painter {
  #levels = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  #light = new OffscreenCanvas(1, 1).getContext("2d");
  #family;
  #percent;

  constructor(family, percent) {
    [this.#family, this.#percent] = [family, percent];
  }

  paint(context, { width, height, data, layers }, learnt) {
    const features = learnt && data ? featuresOf(data.features) : null;
    if (!features) return;
    const probabilities = predict(learnt.model, inputOf(features));
    const label = largest(probabilities);
    if (layers.maps) this.#glow(context, { width, height }, data, this.#found(learnt.model, label, layers.maps, features));
    this.#write(context, { width, height }, `${learnt.names[label]} ${this.#percent(probabilities[label])}`);
  }

  #found(model, label, picture, features) {
    const { width, height } = picture;
    Object.assign(this.#levels.canvas, { width, height });
    this.#levels.drawImage(picture, 0, 0);
    const { data } = this.#levels.getImageData(0, 0, width, height);
    return activation(model, label, Uint8Array.from({ length: width * height }, (_, at) => data[4 * at]), features);
  }

  #glow(context, { width, height }, { rows, columns }, found) {
    Object.assign(this.#light.canvas, { width: columns, height: rows });
    this.#light.putImageData(new ImageData(lightOf(found), columns, rows), 0, 0);
    context.save();
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#light.canvas, 0, 0, width, height);
    context.restore();
  }

  #write(context, { width, height }, text) {
    const letters = Math.max(14, Math.round(Math.min(width, height) / 11));
    context.save();
    context.font = `600 ${letters}px ${this.#family()}`;
    const room = width - 1.2 * letters;
    const wide = Math.min(context.measureText(text).width, room);
    context.fillStyle = "rgb(11 10 8 / 80%)";
    context.fillRect(0, height - 1.6 * letters, wide + 1.2 * letters, 1.6 * letters);
    context.fillStyle = "#fff";
    context.textBaseline = "middle";
    context.fillText(text, 0.6 * letters, height - 0.8 * letters, room);
    context.restore();
  }
}
