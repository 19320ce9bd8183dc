/** Why a browser gives no camera or microphone: the code of the sentence to show. Pure but for `permissionOf`. */

const codesOf = (what) => ({
  SecurityError: `${what}_denied`,
  NotReadableError: `${what}_busy`,
  AbortError: `${what}_busy`,
  TrackStartError: `${what}_busy`,
  NotFoundError: `${what}_missing`,
  DevicesNotFoundError: `${what}_missing`,
  OverconstrainedError: `${what}_overconstrained`,
});

/**
 * Whose NotAllowedError it was: the operating system's, which lets this browser have no camera whatever the site may;
 * that of a question that was closed without an answer; or the visitor's.
 */
function refusedBy(what, message, permission) {
  if (/by system/i.test(message) || permission === "granted") return `${what}_refused`;
  return /dismissed/i.test(message) ? `${what}_dismissed` : `${what}_denied`;
}

/**
 * The code for `what`, camera or microphone; `permission` is what the browser has noted for this site. A camera that
 * the browser itself gave up waiting for is silent, not busy.
 */
export function refusalOf(what, { name, message = "" }, permission = "") {
  if (name === "NotAllowedError") return refusedBy(what, message, permission);
  if (name === "AbortError" && /timeout/i.test(message)) return `${what}_silent`;
  return codesOf(what)[name] ?? `${what}_failed`;
}

/** What the browser has noted for this site: granted, denied or prompt; nothing where it does not say. */
export async function permissionOf(what) {
  try {
    return (await navigator.permissions.query({ name: what })).state;
  } catch {
    return "";
  }
}
