/** The wall: asked each time, sent about once a second while pictures are live, ended at any moment. */
import { el } from "../shared/dom.js";
import { say } from "../shared/texts.js";
import { pictureOf } from "./screen.js";

const TILE = { every: 1000, width: 320, quality: 0.7 };

function consentDialog() {
  return el(
    "dialog",
    { class: "ask", "aria-labelledby": "wall-question" },
    el("h2", { id: "wall-question" }, say("wall_question")),
    el("p", {}, say("wall_explained")),
    el(
      "form",
      { method: "dialog" },
      el("button", { class: "button button--main", value: "yes" }, say("wall_yes")),
      el("button", { class: "button", value: "no" }, say("wall_no")),
    ),
  );
}

export class WallButton {
  #room;
  #live;
  #stage;
  #name = el("span");
  #button = el("button", { class: "tool", type: "button", hidden: true, "aria-pressed": "false" });
  #on = false;
  #hidden = false; // by the teacher
  #timer = null;

  /** `room` is the page's; `live` and `stage` as attachStage() gets them. */
  constructor(room, live, stage) {
    this.#room = room;
    this.#live = live;
    this.#stage = stage;
    this.#listen();
    const icon = document.getElementById("wall-icon")?.content.cloneNode(true);
    this.#button.append(...(icon ? [icon] : []), this.#name);
    document.querySelector(".tools .tools__gap")?.after(this.#button);
  }

  show() {
    this.#button.hidden = !this.#room.lesson.wall && !this.#on;
    this.#name.textContent = say(this.#on ? (this.#hidden ? "wall_hidden_leave" : "wall_leave") : "wall_join");
    this.#button.setAttribute("aria-pressed", String(this.#on));
    this.#live.canvas.dataset.wall = this.#on ? "on" : "off";
  }

  #listen() {
    const dialog = consentDialog();
    document.body.append(dialog);
    this.#button.addEventListener("click", () => (this.#on ? this.#end() : dialog.showModal()));
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "yes") this.#begin();
      dialog.returnValue = "";
    });
    this.#room.on("hidden", (told) => {
      if (told.gone) this.#end(false);
      else this.#hidden = Boolean(told.hidden);
      this.show();
    });
    this.#room.on("lesson", () => !this.#room.lesson.wall && this.#on && this.#end(false));
    this.#room.on("connected", (is) => !is && this.#end(false));
    this.#live.on("state", (phase) => phase === "idle" && this.#on && this.#end());
  }

  #end(tell = true) {
    clearInterval(this.#timer);
    if (this.#on && tell) this.#room.call("agree", { agreed: false });
    this.#on = this.#hidden = false;
    this.show();
  }

  async #begin() {
    const answer = await this.#room.call("agree", { agreed: true });
    if (!answer?.ok) {
      this.#live.announce(answer?.error?.message || say("something_wrong"));
      return;
    }
    this.#on = true;
    this.#hidden = Boolean(answer.hidden);
    this.#timer = setInterval(() => this.#send(), TILE.every);
    this.#send();
    this.show();
  }

  async #send() {
    const phase = this.#live.phase();
    const going = phase === "live" || (phase === "paused" && this.#room.lesson.frozen);
    if (!this.#on || !going || !this.#stage.drawn() || document.hidden) return;
    const bytes = await pictureOf(this.#live.canvas, TILE.width, TILE.quality).catch(() => null);
    if (bytes && this.#on) this.#room.send("tile", {}, bytes);
  }
}
