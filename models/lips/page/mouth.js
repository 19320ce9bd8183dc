/** The outlines of a mouth by its five weights, as models/lips/shapes.py has them; `table` is mouth.json. Pure. */

/** From corner to corner, as [x, y]; `bow` is the share by which its middle dips. */
function arch(width, height, bow, points) {
  return Array.from({ length: points + 1 }, (_, at) => {
    const x = (2 * at) / points - 1;
    return [width * x, height * (1 - x * x) * (1 - bow * Math.exp(-((x / 0.18) ** 2)))];
  });
}

const sum = ([still, byWide, byRound], wide, round) => still + byWide * wide + byRound * round;

/**
 * `weights` are open, wide, round, pressed, tucked, each 0 to 1. Polygons of [x, y], in halves of the width of a mouth at rest,
 * y downwards: `lips`, `inside` (what is open between them), `teeth`. Lips that are closed have nothing between them.
 */
export function outlines(table, [opening, wide, round, pressed, tucked], closed) {
  const gap = closed ? 0 : opening * (1 - pressed);
  const width = sum(table.width, wide, round);
  const inner = width * sum(table.inner, wide, round);
  const [above, below] = table.opens.map((share) => gap * share);
  const thin = 1 - table.pressed * pressed;
  const full = table.fuller * round;
  const upper = table.upper * thin + full;
  const lower = (table.lower * thin + full) * (1 - table.tucked * tucked);
  const made = (wide_, height, bow) => arch(wide_, height, bow, table.points);
  const top = made(inner, -above, 0);
  const bottom = made(inner, below, 0);
  const edge = top.map(([x, y], at) => {
    const along = (2 * at) / table.points - 1;
    return [x, Math.min(y + table.teeth * Math.sqrt(Math.max(0, 1 - along * along)), bottom[at][1] + tucked * table.teeth)];
  });
  return {
    lips: [...made(width, -above - upper, table.bow), ...made(width, below + lower, 0).reverse()],
    inside: [...top, ...bottom.reverse()],
    teeth: [...top, ...edge.reverse()],
  };
}
