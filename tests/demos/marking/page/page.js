/** Draws a square in the middle of the very frame that was sent, and offers a button of its own. */
import { el } from "../../../static/js/shared/dom.js";
import { colourOf } from "./colour.js";

export function extend(live) {
  const { say } = live;
  const count = el("p", { id: "marking-count" });
  const button = el("button", { class: "button", type: "button", id: "marking-green", textContent: say("green") });
  button.addEventListener("click", () => live.setParams({ green: true }));
  live.label.append(button, count);
  let answers = 0;
  live.on("answer", () => {
    answers += 1;
    count.textContent = say("answers", { count: answers });
  });
  return {
    render: "browser",
    paint(context, { width, height, data }) {
      context.fillStyle = colourOf(data);
      context.fillRect(width / 4, height / 4, width / 2, height / 2);
    },
  };
}
