/** This page's place in the room. One for all scripts of a page. */
import { socketTo } from "../shared/transport.js";
import { Room } from "./room.js";

let own = null;

/** The page's own. */
export function theRoom() {
  own ??= new Room(socketTo("/room"));
  return own;
}
