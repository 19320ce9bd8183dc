/** One's own pictures and videos: chosen, dropped or pasted. */

/** The kind of source that a file is, or null. */
export function kindOfFile(file) {
  if (!file) return null;
  if (file.type.startsWith("image/")) return "picture";
  return file.type.startsWith("video/") ? "file" : null;
}

/** A field for files: `take(file)` gets each one that is chosen, the same one twice as well. */
export function listenToField(field, take) {
  field.addEventListener("change", () => {
    take(field.files[0]);
    field.value = "";
  });
}

/** Files dropped on the page or pasted into it; `take(file)` says whether it is one to show, else `onRefused()`. */
export function listenToDrops({ target, take, onRefused }) {
  document.addEventListener("paste", (event) => take(event.clipboardData?.files[0]));
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
    const file = event.dataTransfer?.files[0];
    if (file && !take(file)) onRefused();
  });
}
