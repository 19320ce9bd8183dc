/** Faults in words: what is the case, and what to do next. */
import { has, language, say } from "../texts.js";

/** The sentence of a fault and its next step; `left` are the seconds until it is tried again, or null. */
export function sentencesOf(fault, left = null) {
  const key = has(fault.code) ? fault.code : fault.message ? "unknown_problem" : "something_wrong";
  const reason = `picture_${fault.why?.reason}`;
  const what = has(reason) ? reason : key;
  const values = { message: "", ...written(fault.why), ...fault, seconds: left };
  const next = [left !== null && `${key}_in`, `${what}_next`, `${key}_next`].find((one) => one && has(one));
  return { what: say(what, values), next: next ? say(next, values) : "" };
}

/** What a sentence has places for, as this language writes numbers and lists. */
function written(why) {
  return Object.fromEntries(Object.entries(why ?? {}).map(([name, value]) => [name, inWords(value)]));
}

function inWords(value) {
  if (Array.isArray(value)) return new Intl.ListFormat(language, { type: "disjunction" }).format(value.map(String));
  return typeof value === "number" ? value.toLocaleString(language, { maximumFractionDigits: 1 }) : String(value);
}
