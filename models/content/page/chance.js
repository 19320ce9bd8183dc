/** How probable it is that a harmless minute is blocked, by how often a harmless still is said wrong. Pure. */
const MINUTE = 60;
const WINDOW = 5;
const ENOUGH = 3;
const ALL = 1 << WINDOW;

const ones = (bits) => bits.toString(2).replaceAll("0", "").length;

/**
 * The shares of harmless minutes, one still a second, of which one frame alone and three of five block at least a second, where
 * stills err with probability `wrong`, each by itself.
 */
export function blockedMinutes(wrong, stills = MINUTE) {
  let states = new Float64Array(ALL); // by what was said of the last five stills, where nothing was blocked so far
  states[0] = 1;
  for (let still = 0; still < stills; still += 1) {
    const next = new Float64Array(ALL);
    states.forEach((share, bits) => {
      const gone = (bits << 1) & (ALL - 1);
      next[gone] += share * (1 - wrong);
      if (ones(gone | 1) < ENOUGH) next[gone | 1] += share * wrong;
      // "gone" itself never has enough: it had fewer before.
    });
    states = next;
  }
  return { one: 1 - (1 - wrong) ** stills, three: 1 - states.reduce((sum, share) => sum + share, 0) };
}
