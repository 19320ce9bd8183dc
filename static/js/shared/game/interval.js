/** How sure a share is: Wilson's score interval (1927), which is sound for few votes and for 0 and 100 %. Pure. */

const Z = 1.959964; // 95 %

/** {share, low, high} of `hits` in `total`; null where there is nothing to say yet. */
export function wilson(hits, total) {
  if (!total) return null;
  const share = hits / total;
  const spread = Z ** 2 / total;
  const middle = (share + spread / 2) / (1 + spread);
  const reach = (Z / (1 + spread)) * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/** The visitor's next round of a kind: subjects already voted on are `kind-1`, `kind-2`, … */
export function nextRound(kind, mine) {
  const rounds = Object.keys(mine ?? {}).map((subject) => Number(new RegExp(`^${kind}-(\\d+)$`).exec(subject)?.[1] ?? 0));
  return Math.max(0, ...rounds) + 1;
}
