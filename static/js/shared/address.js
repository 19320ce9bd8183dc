/** Addresses of this site, which may be mounted below a path: `<html data-root="/hype">`. */
export const root = globalThis.document?.documentElement.dataset.root ?? "";

/** The address of a path of the site. */
export const address = (path) => root + path;

/** The path of an address, with its query, as the site itself knows it. */
export function pathOf({ pathname, search = "" }, base = root) {
  const path = base && (pathname === base || pathname.startsWith(`${base}/`)) ? pathname.slice(base.length) : pathname;
  return (path || "/") + search;
}

/**
 * Where a page is, for following: its path with its query, and its place where its stops have addresses of their own
 * (`data-stops` on its main element). Elsewhere what stands behind # is this visitor's own.
 */
export function placeOf(where, page = globalThis.document) {
  return pathOf(where) + (page?.querySelector?.("main[data-stops]") ? where.hash : "");
}
