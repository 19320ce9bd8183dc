/** Sends a visitor's own picture to the server, made small first: it is only ever looked at small. */
import { answerOf } from "../shared/answers.js";
import { address } from "../shared/address.js";
import { say } from "../shared/texts.js";
import { SERVED, MOST_BYTES, readContent } from "../shared/stage/content.js";
import { sentencesOf } from "../shared/stage/faults.js";
import { sizeToSend } from "../shared/stage/fit.js";
import { asJpeg } from "../shared/stage/smaller.js";

const LONGEST = 1024;
const PASSING = new Set(["busy", "internal", "model_loading", "model_restarting", "rate_limited", "server_full", "timeout"]);

/**
 * What is sent of a file: a JPEG of at most 1024 pixels a side; the file itself where this browser cannot read it, but the
 * server can. Throws an Error whose message is for the visitor.
 */
export async function shrink(file) {
  try {
    return await asJpeg(file, (bitmap) => sizeToSend(bitmap, { width: LONGEST, height: LONGEST }), 0.9);
  } catch {
    const { name } = await readContent(file);
    if (SERVED.has(name) && file.size <= MOST_BYTES) return file;
    const { what, next } = sentencesOf({ code: name === "heic" ? "file_heic" : "file_unreadable" });
    throw new Error(`${what} ${next}`);
  }
}

/** What the server said against a picture, in the page's language. What only passes has a sentence of its own here: nothing goes on by itself. */
function refusalOf(error) {
  return PASSING.has(error.code) ? say("upload_later") : sentencesOf(error).what;
}

/** Resolves to {id, width, height}; throws an Error whose message is for the visitor. */
export async function send(blob) {
  let response;
  try {
    response = await fetch(address("/api/uploads"), { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: blob });
  } catch {
    throw new Error(say("upload_unreachable"));
  }
  const body = answerOf(await response.text(), response.status);
  if (body.error) throw new Error(say("upload_failed", { message: refusalOf(body.error) }));
  return body;
}
