/** One's own pictures and videos: chosen, dropped or pasted. */
import { readContent } from "./content.js";

/** The kind of source that a file is, or null: by what is in it, and by its type only where that says nothing. */
export async function kindOfFile(file) {
  if (!file) return null;
  const { kind, name } = await readContent(file);
  if (kind || name) return kind;
  if (file.type.startsWith("image/")) return "picture";
  return file.type.startsWith("video/") ? "file" : null;
}

/**
 * A field for files: `take(file)` gets each one that is chosen, the same one twice as well, and may say whether it is one
 * to show; `onRefused()` follows where it is not.
 */
export function listenToField(field, take, onRefused = () => {}) {
  field.addEventListener("change", async () => {
    const [file] = field.files;
    field.value = "";
    if (file && (await take(file)) === false) onRefused();
  });
}

/** Files dropped on the page or pasted into it; `take(file)` says whether it is one to show, else `onRefused()`. */
export function listenToDrops({ target, take, onRefused }) {
  const taken = async (file) => {
    if (file && !(await take(file))) onRefused();
  };
  document.addEventListener("paste", (event) => taken(event.clipboardData?.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("is-target");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) target.classList.remove("is-target");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("is-target");
    taken(event.dataTransfer?.files[0]);
  });
}
