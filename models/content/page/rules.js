/**
 * Three rules that decide, second by second, from what was said of stills. Pure, the same as models/content/rules.py: both
 * are held to tests/models/content/cases.json.
 *
 * `looks` are [gap, probability]: seconds since the still before, and how probable a card is in this one. `numbers` has
 * threshold, enter, leave, hit and false, all probabilities.
 */
export const RULES = ["one", "three", "hidden"];
const WINDOW = 5;
const ENOUGH = 3;
const BELIEVED = 0.5;
const MOST_STEPS = 60;

/** What the rules say at each still, in order: {one, three, hidden, belief}. */
export function verdicts(looks, numbers) {
  let belief = rest(numbers);
  const counted = [];
  return looks.map(([gap, probability], index) => {
    belief = forward(belief, [gap, probability], numbers, index === 0);
    counted.push(probability >= numbers.threshold);
    if (counted.length > WINDOW) counted.shift();
    const three = counted.filter(Boolean).length >= ENOUGH;
    return { one: counted.at(-1), three, hidden: belief >= BELIEVED, belief };
  });
}

/** One step of the forward algorithm: time goes by, then a still is seen. */
export function forward(before, [gap, probability], { threshold, enter, leave, hit, false: alarm }, first = false) {
  let belief = before;
  for (let step = first ? 0 : steps(gap); step > 0; step -= 1) belief = belief * (1 - leave) + (1 - belief) * enter;
  const seen = probability >= threshold;
  const shown = belief * (seen ? hit : 1 - hit);
  const not = (1 - belief) * (seen ? alarm : 1 - alarm);
  return shown + not > 0 ? shown / (shown + not) : belief;
}

/** The belief when nothing was seen: the share of time in which a card is shown. */
export const rest = ({ enter, leave }) => (enter + leave > 0 ? enter / (enter + leave) : 0.5);

/** Whole seconds of a gap, 1 to 60; halves count up. */
export const steps = (gap) => Math.max(1, Math.min(MOST_STEPS, Math.floor(gap + 0.5)));
