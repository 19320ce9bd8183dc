/** Addresses of this site, which may be mounted below a path: `<html data-root="/hype">`. */
export const root = globalThis.document?.documentElement.dataset.root ?? "";

/** The address of a path of the site. */
export const address = (path) => root + path;

/** The path of an address, with its query, as the site itself knows it. */
export function pathOf({ pathname, search = "" }, base = root) {
  const path = base && (pathname === base || pathname.startsWith(`${base}/`)) ? pathname.slice(base.length) : pathname;
  return (path || "/") + search;
}
