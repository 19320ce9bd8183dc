/** The teacher's clock: how long each stop took, beside what was planned. Pure; times are milliseconds. */

const MINUTE = 60_000;

/** `used` is by stop; `since` when the present stop was entered, or null while the clock stands. */
export const FRESH = Object.freeze({ stop: "", since: null, used: {} });

/** The clock with what has gone by since it was looked at last. */
function settled({ stop, since, used }, now) {
  if (since === null) return used;
  return { ...used, [stop]: (used[stop] ?? 0) + Math.max(0, now - since) };
}

/** Runs on, at this stop. */
export const begin = (clock, stop, now) => ({ stop, since: now, used: settled(clock, now) });

export const pause = (clock, now) => ({ ...clock, since: null, used: settled(clock, now) });

/** Another stop; a clock that stands goes on standing. */
export const move = (clock, stop, now) => (clock.since === null ? { ...clock, stop } : begin(clock, stop, now));

export const isRunning = ({ since }) => since !== null;

/** What the clock shows: {stop, all}, each {used, planned, over}, and `rows`, one a stop. `plan` is [{name, minutes}]. */
export function read(clock, plan, now) {
  const used = settled(clock, now);
  const row = ({ name, minutes }) => figure(name, used[name] ?? 0, minutes * MINUTE);
  const rows = plan.map(row);
  const total = (field) => rows.reduce((sum, one) => sum + one[field], 0);
  const at = rows.find(({ name }) => name === clock.stop) ?? rows[0];
  return { stop: at, all: figure("", total("used"), total("planned")), rows };
}

const figure = (name, used, planned) => ({ name, used, planned, over: used > planned });

/** Minutes and seconds: "4:05". */
export function written(time) {
  const seconds = Math.floor(time / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export const stored = (clock) => JSON.stringify(clock);

/** A clock from what was stored, or a fresh one where that is none. */
export function restored(text) {
  try {
    const { stop, since, used } = JSON.parse(text);
    const isTime = (value) => Number.isFinite(value) && value >= 0;
    const fits = typeof stop === "string" && (since === null || isTime(since)) && Object.values(used).every(isTime);
    return fits ? { stop, since, used } : FRESH;
  } catch {
    return FRESH;
  }
}
