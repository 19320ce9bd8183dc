/** How many pictures a second a page sends when it need not send all it can. Pure but for `watchBattery`. */

/** In the background nobody looks; one picture a second keeps the stream open. */
export const BACKGROUND = 1;
/** With a fifth of the battery left, and nothing that loads it. */
export const LOW_BATTERY = 8;
const LOW = 0.2;

/** The most pictures a second, 0 for no limit. `wanted` is the teacher's limit; `battery` is {charging, level} or null. */
export function rateFor({ wanted = 0, hidden = false, battery = null }) {
  const limits = [wanted];
  if (hidden) limits.push(BACKGROUND);
  if (isLow(battery)) limits.push(LOW_BATTERY);
  const set = limits.filter((limit) => limit > 0);
  return set.length ? Math.min(...set) : 0;
}

export const isLow = (battery) => battery !== null && !battery.charging && battery.level <= LOW;

/** Calls back with {charging, level} whenever that changes, in browsers that tell. */
export async function watchBattery(onChange) {
  const battery = await navigator.getBattery?.().catch(() => null);
  if (!battery) return;
  const tell = () => onChange({ charging: battery.charging, level: battery.level });
  for (const event of ["chargingchange", "levelchange"]) battery.addEventListener(event, tell);
  tell();
}
