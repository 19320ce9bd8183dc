/** Whether what was loaded can be drawn, and what to say of a file that cannot be shown. */
import { SourceError } from "../sourceerror.js";
import { readContent } from "./content.js";

/** Throws a SourceError for a picture or video without a size, or of one that no canvas takes. */
export async function drawn(element) {
  if (!(element.videoWidth || element.naturalWidth) || !(element.videoHeight || element.naturalHeight)) {
    throw new SourceError("file_no_picture");
  }
  if (!element.naturalWidth || typeof createImageBitmap !== "function") return;
  try {
    (await createImageBitmap(element)).close();
  } catch (error) {
    throw new SourceError("file_not_drawable", error);
  }
}

/** The file as an <img> takes it: browsers know an SVG by its type alone. */
export async function typed(file) {
  const { name } = await readContent(file);
  return name === "svg" ? file.slice(0, file.size, "image/svg+xml") : file;
}

/** The sentence's key for a file that the browser could not load. */
export async function refusalOfFile(file) {
  const { name } = await readContent(file);
  return name === "heic" ? "file_heic" : "file_unreadable";
}
