/** Why a browser gives no camera or microphone: the code of the sentence to show. Pure but for `permissionOf`. */

const CODES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotReadableError: "busy",
  AbortError: "busy",
  TrackStartError: "busy",
  NotFoundError: "missing",
  DevicesNotFoundError: "missing",
  OverconstrainedError: "overconstrained",
};

/**
 * Whose refusal it was. All are a NotAllowedError: the visitor's, who said no to this site; that of a question that was
 * closed without an answer; and the operating system's, which lets this browser have no camera whatever the site may.
 */
function refusedBy(message, permission) {
  if (/by system/i.test(message) || permission === "granted") return "refused";
  return /dismissed/i.test(message) ? "dismissed" : "denied";
}

/**
 * The code for `what`, camera or microphone; `permission` is what the browser has noted for this site. A camera that
 * the browser itself gave up waiting for is silent, not busy.
 */
export function refusalOf(what, { name, message = "" }, permission = "") {
  const code = CODES[name] ?? "failed";
  if (name === "NotAllowedError") return `${what}_${refusedBy(message, permission)}`;
  if (name === "AbortError" && /timeout/i.test(message)) return `${what}_silent`;
  return `${what}_${code}`;
}

/** What the browser has noted for this site: granted, denied or prompt; nothing where it does not say. */
export async function permissionOf(what) {
  try {
    return (await navigator.permissions.query({ name: what })).state;
  } catch {
    return "";
  }
}
