/** What the server said, or who answered in its place: proxies and login pages of networks speak HTML, not this API's JSON. */
import { say } from "./texts.js";

/** The sentence for an answer that is not the server's own. */
const odd = (status) => (status === 413 ? say("answer_too_large") : say("answer_odd", { status }));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer's object; what is none becomes {error: {message}}, which names it for what it is. */
export function answerOf(text, status) {
  const body = parsed(text);
  const isAnswer = body !== null && typeof body === "object" && (status < 400 || typeof body.error?.message === "string");
  return isAnswer ? body : { error: { message: odd(status) } };
}
