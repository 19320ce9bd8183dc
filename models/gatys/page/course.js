/** The course of a painting: its losses from the first step on, on a log axis. Pure. */

export const LEAST = 0.001; // the bottom of the axis
export const MOST = 3;
export const FEWEST = 130; // steps that the axis shows at least
const KEPT = 300;

/** A course with one more moment; every other one goes when there are too many, the newest never. Another painting, or one that began anew, starts afresh. */
export function grown(course, { step, look, content, style }) {
  const before = look > 1 ? course.filter((one) => one.step < step) : [];
  const all = [...before, { step, content, style }];
  return all.length <= KEPT ? all : all.filter((_, at) => at % 2 === 0 || at === all.length - 1);
}

/** The last step that the axis shows, in fifties, no fewer than FEWEST. */
export function lastShown(course) {
  const last = course.at(-1)?.step ?? 0;
  return last <= FEWEST ? FEWEST : Math.ceil(last / 50) * 50;
}

/** How high a loss stands, from 0, the bottom, to 1; what is less than LEAST lies on the bottom. */
export function heightOf(loss) {
  const share = Math.log(Math.max(loss, LEAST) / LEAST) / Math.log(MOST / LEAST);
  return Math.min(1, share);
}

/** One loss's course as a path within width × height; what is nought has no place on a log axis. */
export function pathOf(course, name, { width, height }) {
  const last = lastShown(course);
  const shown = course.filter((one) => one[name] > 0);
  return shown.map((one, at) => `${at ? "L" : "M"}${((width * one.step) / last).toFixed(1)},${(height * (1 - heightOf(one[name]))).toFixed(1)}`).join("");
}

/** What the whole loss is made of: [{name, share}], of content, the five layers and smoothness; the shares make 1. */
export function madeOf({ content, layers, smooth, weights }) {
  const shares = Math.max(1e-6, weights.layers.reduce((sum, one) => sum + one, 0));
  const parts = [
    { name: "content", value: weights.content * content },
    ...layers.map((layer, at) => ({ name: `layer_${at + 1}`, value: (weights.style * weights.layers[at] * layer) / shares })),
    { name: "smooth", value: weights.smooth * smooth },
  ];
  const all = parts.reduce((sum, { value }) => sum + value, 0);
  return parts.map(({ name, value }) => ({ name, share: all > 0 ? value / all : 0 }));
}
