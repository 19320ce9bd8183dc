/**
 * The ten stops of the tour: what each shows, what there is to change, and when its task is done. Pure.
 *
 * A stop has `preset` (fields of the step page's table), `controls` (which of them may be changed) and `done(state,
 * derived)`; or it asks for a number: `ask` {answer, rows, window}. Its words are stop_<n>_title, _text, _do, _done.
 */
import { CLASSIC, kernelNamed, nameOf, STRETCHED } from "../maths/kernels.js";
import { matrixOf } from "../maths/convolution.js";

const EDGE = matrixOf(5, 5, (_, x) => (x < 2 ? 0 : 9));
const GREYS = matrixOf(5, 5, (y, x) => 20 * y + 35 * x);
const only = (name) => ({ filter: kernelNamed(name).rows, factor: kernelNamed(name).factor });

export const STOPS = [
  {
    preset: { image: GREYS, filter: [[1]], shade: true }, controls: ["image"],
    done: ({ image }) => JSON.stringify(image) !== JSON.stringify(GREYS),
  },
  { preset: {}, controls: ["step"], done: ({ step }) => step === 2 },
  { preset: { image: EDGE, step: 1 }, controls: ["step", "kernel"], done: ({ filter, factor }) => nameOf(filter, factor) === "edge" },
  {
    preset: { image: EDGE, ...only("sobel_x"), flip: false, step: 1 }, controls: ["step", "flip"],
    done: ({ flip }) => flip,
  },
  {
    preset: { ...only("box") }, controls: ["step", "padding", "mode"],
    done: (_, { possible, map }) => possible && map.height === 5 && map.width === 5,
  },
  { preset: { padding: 1 }, controls: ["step", "stride"], done: (_, { possible, map }) => possible && map.height === 3 && map.width === 3 },
  {
    preset: { image: CLASSIC.image, filter: matrixOf(3, 3, () => 0) }, controls: ["filter", "step"],
    done: ({ image, filter }, { possible, cells }) =>
      possible && filter.length === 3 && filter[0].length === 3 && cells.length === 9 && cells.every(({ row, column, value }) => value === image[row + 1][column + 1]),
  },
  { ask: { answer: 28, rows: null, window: [] } },
  { ask: { answer: 4, rows: STRETCHED, window: [8, 9, 12, 13] } },
  { ask: { answer: 3072, rows: null, window: [] } },
];

/** Whether a stop's task is done: by the state, or by the number that was answered. */
export function isDone(index, state, derived, guess) {
  const stop = STOPS[index];
  return stop.ask ? guess === stop.ask.answer : Boolean(stop.done(state, derived));
}

/** Whether a stop's picture changes with this control. */
export const has = (index, control) => Boolean(STOPS[index].controls?.includes(control));
