/**
 * A cartoon of a square and a disc, and what two small networks say of it. Pure, the same as
 * models/content/training/cartoons.py: both are held to tests/models/content/cartoons.json.
 */
export const PLOTS = ["hitting", "hugging", "dancing", "strolling"];
export const STEP = 0.1; // s
const SIDE = 16;
const TURN = 2 * Math.PI;

/** The middles of square and disc after so many seconds, in widths of the picture. */
export function places({ plot, x, y, angle, square, disc, phase }, at) {
  const isFast = plot === "hitting" || plot === "dancing";
  const wave = Math.sin(TURN * (isFast ? 2.3 : 0.2) * at + phase);
  const apart = plot === "hitting" || plot === "hugging" ? 0 : 0.16;
  const reach = square + disc + apart + 0.03 * (1 + wave);
  const swing = apart ? 0.05 * wave : 0;
  const [across, down] = [(reach / 2) * Math.cos(angle), (reach / 2) * Math.sin(angle)];
  return { square: [x - across + swing, y - down - swing], disc: [x + across - swing, y + down + swing] };
}

/** What is seen, row by row: 0 ground to 1 shape, 256 numbers. */
export function still(cartoon, at) {
  const { square, disc } = places(cartoon, at);
  const found = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [x, y] = [(column + 0.5) / SIDE, (row + 0.5) / SIDE];
      const toSquare = Math.max(Math.abs(x - square[0]), Math.abs(y - square[1])) - cartoon.square;
      const toDisc = Math.hypot(x - disc[0], y - disc[1]) - cartoon.disc;
      found[row * SIDE + column] = Math.min(1, Math.max(0, 0.5 - SIDE * Math.min(toSquare, toDisc)));
    }
  }
  return found;
}

/** A still, and where asked for how it differs from the one a tenth of a second before. */
export function inputs(cartoon, at, withMotion) {
  const now = still(cartoon, at);
  if (!withMotion) return now;
  const before = still(cartoon, at - STEP);
  return Float64Array.from([...now, ...now.map((value, cell) => Math.abs(value - before[cell]))]);
}

/** How probable it is that the plot is forbidden. */
export function forbidden({ hidden, hidden_bias: bias, out, out_bias: last }, seen) {
  const units = Float64Array.from(bias);
  seen.forEach((value, cell) => value && units.forEach((_, unit) => (units[unit] += value * hidden[cell][unit])));
  const sum = units.reduce((total, value, unit) => total + Math.max(0, value) * out[unit], last);
  return 1 / (1 + Math.exp(-sum));
}
