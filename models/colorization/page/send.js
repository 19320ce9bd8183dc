/** One picture over HTTP, coloured. */
import { answerOf } from "../../../static/js/shared/answers.js";
import { address } from "../../../static/js/shared/address.js";

const ADDRESS = "/api/demos/colorization";

/** The parameters of the page that apply to a picture of another kind: no places in it. */
export function queryOf({ saturation, temperature, boldness, edges }) {
  return new URLSearchParams({ saturation, temperature, boldness, edges: String(edges) }).toString();
}

/**
 * Resolves to the coloured picture, a JPEG of the same size; throws an Error whose message is the server's, or names who answered in its place. `onSent` is
 * told how many bytes of how many are there: fetch cannot say that yet, so it is the older XMLHttpRequest.
 */
export function colour(blob, query, onSent = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(`${ADDRESS}?${query}`));
    request.responseType = "blob";
    request.setRequestHeader("Accept", "image/jpeg");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => onSent(loaded, total));
    request.addEventListener("load", async () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Error(answerOf(await request.response.text(), request.status).error?.message));
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.send(blob);
  });
}
