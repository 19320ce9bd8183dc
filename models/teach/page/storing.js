/** What was learnt as a file, a file as what was learnt, and all forgotten. */
import { download, el } from "../../../static/js/shared/dom.js";
import { FileError, LARGEST, read, written } from "../../../static/js/shared/learning/taught.js";

export function createStoring(home, live, { learnt, take, forget }) {
  const { say } = live;
  const keep = el("button", { type: "button", class: "button", id: "teach-export", textContent: say("file_export"), disabled: true });
  keep.addEventListener("click", () => download(new Blob([written(learnt())], { type: "application/json" }), say("file_name")));
  const choose = el("input", { type: "file", class: "visually-hidden", id: "teach-import", accept: ".json,application/json" });
  const words = el("p", { class: "extension__note", role: "status", textContent: say("file_what") });
  choose.addEventListener("change", async () => {
    const [file] = choose.files;
    choose.value = "";
    if (!file) return;
    try {
      if (file.size > LARGEST) throw new FileError("large");
      take(read(await file.text()));
      words.textContent = say("file_done");
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      words.textContent = say(`file_${error.code}`);
    }
  });
  const drop = el("button", { type: "button", class: "button button--quiet", textContent: say("file_forget") });
  drop.addEventListener("click", forget);
  const label = el("label", { class: "button", for: "teach-import", textContent: say("file_import") });
  home.append(el("p", { class: "teach__row" }, keep, el("span", {}, choose, label), drop), words, el("p", { class: "extension__note", textContent: say("privacy") }));
  return () => (keep.disabled = !learnt());
}
