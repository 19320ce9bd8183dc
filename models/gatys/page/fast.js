/** The same two pictures for the network that paints in one pass: the style demo, asked over HTTP. */
import { answerOf } from "../../../static/js/shared/answers.js";
import { address } from "../../../static/js/shared/address.js";

const WANTED = "detail=320x240&steady=false&layers=1";
const BYTES = { "Content-Type": "application/octet-stream" };

async function post(path, body, ask) {
  const response = await ask(address(path), { method: "POST", headers: BYTES, body });
  return answerOf(await response.text(), response.status);
}

/**
 * `photograph` and `painting` are JPEGs. Resolves to {picture, milliseconds}, a data URL and the network's own time; to
 * {missing: true} where the style demo is not served; to {failed: true} where it does not answer.
 */
export async function paintFast(photograph, painting, ask = fetch) {
  try {
    const sent = await post("/api/uploads", painting, ask);
    if (sent.error) return { failed: true };
    const answer = await post(`/api/demos/style?${WANTED}&picture=${encodeURIComponent(sent.id)}`, photograph, ask);
    if (answer.error) return answer.error.code === "unknown_demo" ? { missing: true } : { failed: true };
    return { picture: `data:image/jpeg;base64,${answer.layers.picture}`, milliseconds: answer.timing.predict };
  } catch {
    return { failed: true };
  }
}
