import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, numeral, sayer } from "../../../static/js/shared/texts.js";

test("numbers are written as the language writes them", () => {
  assert.equal(numeral(1234.56, 1, "en"), "1,234.6");
  assert.equal(numeral(1234.56, 1, "pt-BR"), "1.234,6");
  assert.equal(numeral(2, 0, "pt-BR"), "2");
});

test("places are filled; an unknown key and a missing value throw", () => {
  assert.equal(fill("{a} of {a}", { a: 2 }), "2 of 2");
  assert.throws(() => fill("{a} and {b}", { a: 1 }), /no value for \{b\}/);
  const say = sayer({ dogs: "{n} dogs", none: "{message} " });
  assert.equal(say("dogs", { n: 2 }), "2 dogs");
  assert.equal(say("none", { message: "" }), "");
  assert.throws(() => say("cats"), /no text cats/);
  assert.throws(() => say("constructor"), /no text/);
});
