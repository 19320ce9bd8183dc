/** What the page counts: the curve of a threshold, and how often somebody was right. Pure. */

/** The first place in sorted numbers that is not below `value`. */
export function firstFrom(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What becomes of everybody where melanoma is said from a probability on. `scores` are {melanoma, other}, melanoma's
 * probabilities, sorted. {missed, found, frightened, calm}, in pictures.
 */
export function outcome({ melanoma, other }, threshold) {
  const [missed, calm] = [firstFrom(melanoma, threshold), firstFrom(other, threshold)];
  return { missed, found: melanoma.length - missed, frightened: other.length - calm, calm };
}

/** The curve's corners [frightened, found] as shares, from nobody to everybody. */
export function curve(scores) {
  const thresholds = [...new Set([...scores.melanoma, ...scores.other])].sort((a, b) => b - a);
  const at = thresholds.map((threshold) => {
    const { found, frightened } = outcome(scores, threshold);
    return [frightened / scores.other.length, found / scores.melanoma.length];
  });
  return [[0, 0], ...at];
}

/** The area under a curve of corners. */
export const areaUnder = (corners) =>
  corners.slice(1).reduce((sum, [x, y], at) => sum + ((x - corners[at][0]) * (y + corners[at][1])) / 2, 0);

/** What the network answers to the question that the class is asked. */
export const asked = (kind) => (kind === "mel" ? "melanoma" : "benign");

/**
 * How often the visitor, the class and the network were right about the pictures whose answer was shown. `known` are
 * {subject: {truth, network}}, `mine` the visitor's own votes by subject, `subjects` everybody's, {subject: {choice: count}}.
 * Each {right, of}.
 */
export function tallies(known, mine, subjects) {
  const found = { you: { right: 0, of: 0 }, class: { right: 0, of: 0 }, network: { right: 0, of: 0 } };
  const count = (who, right, of) => {
    found[who].right += right;
    found[who].of += of;
  };
  for (const [subject, { truth, network }] of Object.entries(known)) {
    count("network", Number(network === truth), 1);
    if (mine[subject]) count("you", Number(mine[subject] === truth), 1);
    const votes = subjects[subject] ?? {};
    count("class", votes[truth] ?? 0, Object.values(votes).reduce((sum, one) => sum + one, 0));
  }
  return found;
}
