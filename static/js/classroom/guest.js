/** On every page: follows the teacher, says what is the case, and gives the teacher a bar of their own. */
import { address } from "../shared/address.js";
import { el, setText } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { theRoom } from "./link.js";
import { Following } from "../lesson/following.js";
import { noticeOf } from "../lesson/rules.js";

const LOOK = 400;

const room = theRoom();
const following = new Following();
const words = el("p", { class: "roombar__words", role: "status" });
const actions = el("div", { class: "roombar__actions" });
const bar = el("aside", { class: "roombar", hidden: true, "aria-label": say("room_name") }, words, actions);
let presenter = null;

function setApart(value) {
  following.apart = value;
  update();
}

/** A page that can take the teacher's settings without being loaded anew says how: `apply(path)`. */
export function onFollow(apply) {
  following.apply = apply;
  update();
}

/** A page with pictures to present says how: {start(), stop(), active}. */
export function onPresent(found) {
  presenter = found;
  update();
}

/** Draw the bar once more: something that it shows has changed. */
export function update() {
  const { lesson, teacher, removed } = room;
  if (following.follow(room)) return;
  const notice = noticeOf({ lesson, teacher, apart: following.apart, removed, stays: following.stays });
  setText(words, notice ? say(notice) : teacher ? say("room_teacher") : "");
  actions.replaceChildren(...(teacher ? teachersButtons(lesson) : guestsButtons(notice)));
  bar.hidden = !notice && !teacher;
}

function button(key, onclick, pressed) {
  const state = pressed === undefined ? {} : { "aria-pressed": String(pressed) };
  return el("button", { class: "tool", type: "button", onclick, ...state }, say(key));
}

function guestsButtons(notice) {
  if (notice === "room_following") return [button("room_leave", () => setApart(true))];
  return notice === "room_apart" ? [button("room_rejoin", () => setApart(false))] : [];
}

function teachersButtons(lesson) {
  const lead = (field, value) => () => room.call("lead", { [field]: value });
  const following = lesson.follow !== null;
  return [
    ...(presenter ? [button("room_present", () => presenter.toggle(), presenter.active)] : []),
    button("room_follow_me", lead("following", !following), following),
    button("room_lock", lead("locked", !lesson.locked), lesson.locked),
    button("room_freeze", lead("frozen", !lesson.frozen), lesson.frozen),
    el("a", { class: "tool", href: address("/teacher") }, say("room_desk")),
  ];
}

room.on("lesson", update);
room.on("here", update);
room.on("removed", update);
// What only the teacher may see asks for the token again.
room.on("dismissed", () => (document.querySelector("main.desk, main.wall") ? location.reload() : update()));

if (!document.querySelector("main.desk, main.wall")) document.body.append(bar);
// Where the teacher is counts, and settings change the address without a sound.
setInterval(() => {
  if (room.teacher ? !document.hidden : false) room.moved();
}, LOOK);
room.start();
