/** Faults in words: what is the case, and what to do next. */
import { has, say } from "../texts.js";

/** The sentence of a fault and its next step; `left` are the seconds until it is tried again, or null. */
export function sentencesOf(fault, left = null) {
  const key = has(fault.code) ? fault.code : fault.message ? "unknown_problem" : "something_wrong";
  const next = left !== null && has(`${key}_in`) ? `${key}_in` : `${key}_next`;
  const values = { message: "", ...fault, seconds: left };
  return { what: say(key, values), next: has(next) ? say(next, values) : "" };
}
