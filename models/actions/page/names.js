/** The actions as the server names them, in its order, and what stands for them on the page. */
export const ACTIONS = ["walking", "jogging", "running", "boxing", "handwaving", "handclapping"];
export const NOTHING = "nothing";
export const BOTH = "jogging or running";
export const EVERYTHING = [...ACTIONS, NOTHING];
export const NONE = "–";

/** Whether a label names an action. */
export const isAction = (action) => action !== null && action !== NOTHING;

/** The page's key for an action. */
export const keyOf = (action) => `action_${action === BOTH ? "both" : action}`;

/** What stands at somebody's head: the action and how probable it is, or a dash. */
export function headline({ action, probability }, say, percent) {
  return isAction(action) ? `${say(keyOf(action))} ${percent.format(probability)}` : NONE;
}

/** The actions that are shown, with their place in `probabilities`; as one, jogging's stands for both. Pure. */
export function rowsOf(asOne) {
  const rows = ACTIONS.map((action, at) => ({ action, at }));
  return asOne ? rows.filter(({ action }) => action !== "running").map((row) => (row.action === "jogging" ? { ...row, action: BOTH } : row)) : rows;
}
