/** How a photograph's mouth is moved: columns of it, stretched and drawn apart at the line between the lips. Pure. */

const REACH = 1.8; // halves of the mouth's width to either side that are moved
const [ABOVE, BELOW] = [1.2, 2.2]; // and above and below
const STEP = 2; // pixels of a column
const [UPWARDS, DOWNWARDS] = [0.12, 0.7]; // of half the mouth's width, wide open
const TEETH = 0.13;

/** Where a column at `u` (halves of the mouth's width from its middle) comes from, for corners that are drawn to ±`stretch`. */
export function sourceOf(u, stretch) {
  const away = Math.abs(u);
  const from = away <= stretch ? away / stretch : 1 + ((away - stretch) * (REACH - 1)) / (REACH - stretch);
  return Math.sign(u) * from;
}

/**
 * `place` {x, y, half} is the mouth's middle and half its width in pixels of the picture as it is shown. Columns {from, to, source, wide, pieces,
 * gap}: drawn from x `from` to `to`, out of the picture at x `source`, `wide` pixels; each piece {top, tall} goes to {to, high};
 * between them lies the gap {top, high, teeth}.
 */
export function columnsOf({ x, y, half }, { mouth: [opening, wide, round, pressed], closed, within }) {
  const gap = closed ? 0 : opening * (1 - pressed);
  const stretch = 1 + 0.16 * wide - 0.3 * round;
  const [top, bottom] = [Math.max(0, y - ABOVE * half), Math.min(within.height, y + BELOW * half)];
  const columns = [];
  const first = Math.max(0, Math.round(x - REACH * half));
  for (let from = first; from < Math.min(within.width, x + REACH * half); from += STEP) {
    const [u, next] = [from, from + STEP].map((edge) => sourceOf((edge - x) / half, stretch));
    const profile = Math.max(0, 1 - ((u + next) / 2) ** 2);
    const [up, down] = [UPWARDS, DOWNWARDS].map((share) => share * gap * profile * half);
    columns.push({
      from,
      to: from + STEP,
      source: x + u * half,
      wide: (next - u) * half,
      pieces: [
        { top, tall: y - top, to: top, high: y - up - top },
        { top: y, tall: bottom - y, to: y + down, high: bottom - y - down },
      ],
      gap: { top: y - up, high: up + down, teeth: TEETH * half * Math.min(1, 2 * profile) },
    });
  }
  return columns;
}
