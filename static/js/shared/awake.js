/** Keeps the screen on while something is to be seen; asked for again when the page comes back. */
export function keepAwake(wanted, every = 3000) {
  let lock = null;
  let asking = false;

  async function look() {
    const should = wanted() && document.visibilityState === "visible";
    if (!should) {
      lock?.release().catch(() => {});
      lock = null;
      return;
    }
    if ((lock && !lock.released) || asking || !navigator.wakeLock) return;
    asking = true;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // Refused, as when the battery is low: the screen's own settings stand.
    }
    asking = false;
  }

  setInterval(look, every);
  document.addEventListener("visibilitychange", look);
  return look;
}
