/** Sends a visitor's own picture to the server, made small first: it is only ever looked at small. */
import { answerOf } from "../shared/answers.js";
import { address } from "../shared/address.js";
import { say } from "../shared/texts.js";
import { sizeToSend } from "../shared/stage/fit.js";

const LONGEST = 1024;

/** The picture as a JPEG of at most 1024 pixels a side. Throws where the browser cannot read it. */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const { width, height } = sizeToSend(bitmap, { width: LONGEST, height: LONGEST });
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))), "image/jpeg", 0.9),
  );
}

/** Resolves to {id, width, height}; throws an Error whose message is for the visitor. */
export async function send(blob) {
  let response;
  try {
    response = await fetch(address("/api/uploads"), { method: "POST", headers: { "Content-Type": "image/jpeg" }, body: blob });
  } catch {
    throw new Error(say("upload_unreachable"));
  }
  const body = answerOf(await response.text(), response.status);
  if (body.error) throw new Error(say("upload_failed", { message: body.error.message }));
  return body;
}
