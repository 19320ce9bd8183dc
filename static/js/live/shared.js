/** The picture that a phone's menu has shared with the site: it waits on the server for the page that the visitor opens. */
import { address } from "../shared/address.js";

const ID = /^[\w-]{8,40}$/;

/** What an address (its query, `?…`) says that waits; null where nothing does. */
export function sharedIn(query) {
  const id = new URLSearchParams(query).get("shared");
  return id && ID.test(id) ? id : null;
}

/** Resolves to the file, or null where it is gone: after minutes, or since another was shared. */
export async function fetchShared(id) {
  try {
    const response = await fetch(address(`/shared/${id}`));
    return response.ok ? new File([await response.blob()], "") : null;
  } catch {
    return null;
  }
}
