/** The layers as the page draws them. Pure. */

/** Strides and channels as in layers.py; a test compares them with what the server declares. */
export const LAYERS = [
  { name: "filters", stride: 2, channels: 32 },
  { name: "stem", stride: 2, channels: 32 },
  { name: "block3", stride: 4, channels: 144 },
  { name: "block5", stride: 8, channels: 240 },
  { name: "block8", stride: 16, channels: 480 },
  { name: "block11", stride: 16, channels: 672 },
  { name: "block15", stride: 32, channels: 1152 },
  { name: "head", stride: 32, channels: 1280 },
];

/** Rows and columns of a layer's maps, for a 4 : 3 picture. */
export function sizeOf({ stride }, detail) {
  const scale = detail === "fine" ? 2 : 1;
  return { rows: (192 * scale) / stride, columns: (256 * scale) / stride };
}

/** How a layer is drawn: {height, width} in pixels; maps shrink from left to right, and there are more of them. */
export function blockOf({ stride, channels }) {
  return { height: Math.round(12 + 44 * Math.sqrt(2 / stride)), width: Math.round(6 + 4.2 * Math.log2(channels / 8)) };
}

/** Tiles in a row of the picture: as features/demo.py has them. */
export function sideOf({ count, channel }, channels) {
  return channel > 0 ? 1 : Math.min(Math.floor(Math.sqrt(Number(count))), Math.floor(Math.sqrt(channels - 1)) + 1);
}

/** Where an arrow key leads within `shown` tiles of `side` in a row, or null for another key. */
export function movedTo(at, key, side, shown) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side, Home: -at, End: shown - 1 - at };
  if (!Object.hasOwn(steps, key)) return null;
  const next = at + steps[key];
  return next >= 0 && next < shown ? next : at;
}

/**
 * Words that can be read while frames fly by: shares smoothed over answers, best first. `kept` is a Map from a word to its
 * share, or null at the start; returns {kept, best: [{word, share}]}.
 */
export function steadied(kept, words, follow = 0.25, number = 5) {
  const shares = new Map(words.map(({ word, probability }) => [word, probability]));
  if (!kept) return { kept: shares, best: ranked(shares, number) };
  const next = new Map();
  for (const word of new Set([...kept.keys(), ...shares.keys()])) {
    const share = (kept.get(word) ?? 0) + follow * ((shares.get(word) ?? 0) - (kept.get(word) ?? 0));
    if (share > 0.0005) next.set(word, share);
  }
  return { kept: next, best: ranked(next, number) };
}

const ranked = (shares, number) =>
  [...shares].map(([word, share]) => ({ word, share })).sort((a, b) => b.share - a.share).slice(0, number);
