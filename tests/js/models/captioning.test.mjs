import assert from "node:assert/strict";
import { test } from "node:test";

import { shadeOf } from "../../../models/captioning/page/attention.js";
import { MOST, withSentence } from "../../../models/captioning/page/earlier.js";
import { evidenceText, partsOf, probabilityText } from "../../../models/captioning/page/rivals.js";
import { voiceOf } from "../../../models/captioning/page/speech.js";
import { inLanguage } from "../../../models/captioning/page/tongue.js";
import { lineOf, sharesOverTime, subjectOf } from "../../../models/captioning/page/verdict.js";
import { linesOf } from "../../../models/captioning/page/writing.js";

test("what was looked at most is clear, what was not is in the shade", () => {
  const { width, height, bytes } = shadeOf([
    [0, 0.5],
    [0.25, 0],
  ]);
  assert.deepEqual([width, height], [2, 2]);
  const alphas = [3, 7, 11, 15].map((at) => bytes[at]);
  assert.equal(alphas[1], 0);
  assert.ok(alphas[0] > alphas[2] && alphas[2] > 0);
  assert.equal(alphas[0], alphas[3]);
  assert.ok(shadeOf([[0, 0]]).bytes.every(Number.isFinite));
});

test("sentences that stood are listed once, the newest first, not without end", () => {
  let list = [];
  list = withSentence(list, "a dog", 1);
  assert.equal(withSentence(list, "a dog", 2), list);
  assert.equal(withSentence(list, "", 2), list);
  for (let at = 2; at < 30; at += 1) list = withSentence(list, `a dog ${at}`, at);
  assert.equal(list.length, MOST);
  assert.equal(list[0].text, "a dog 29");
});

test("lines are as wide as allowed and keep every word", () => {
  const measure = (text) => text.length;
  assert.deepEqual(linesOf("a man in a black jacket", 8, measure), ["a man in", "a black", "jacket"]);
  assert.deepEqual(linesOf("extraordinarily long", 5, measure), ["extraordinarily", "long"]);
  assert.deepEqual(linesOf("", 5, measure), []);
});

test("probabilities are told as parts and with the digits they need", () => {
  const parts = partsOf([
    { text: "a", probability: 0.03 },
    { text: "b", probability: 0.01 },
  ]);
  assert.deepEqual(parts.map(({ part }) => part), [0.75, 0.25]);
  assert.deepEqual(partsOf([{ text: "a", probability: 0 }])[0].part, 0);
  assert.equal(probabilityText(0.000123, "en"), "0.012%");
});

test("what is certain is told with who is sure of it", () => {
  const say = (key, values) => (key === "evidence" ? `${values.name} ${values.percent} ${values.source}` : key);
  const text = evidenceText([{ name: "cat", source: "classes", confidence: 0.954 }], say, "en");
  assert.equal(text, "cat 95% by_classes");
  const named = [{ name: "cat", names: { "pt-BR": "gato" }, source: "classes", confidence: 0.954 }];
  assert.equal(evidenceText(named, say, "pt-BR"), "gato 95% by_classes");
  assert.equal(evidenceText(named, say, "en"), "cat 95% by_classes");
  assert.equal(evidenceText([], say, "en"), "");
});

test("a caption is a subject that the polls take", () => {
  assert.equal(subjectOf("a man 's t-shirt"), "a_man_s_t-shirt");
  const long = subjectOf("word ".repeat(40));
  assert.ok(long.length <= 80);
  assert.match(long, /^\w[\w.:/-]{0,79}$/);
});

test("verdicts over time make a line from left to right", () => {
  const history = [{ tally: { no_errors: 1, unrelated: 1 } }, { tally: { no_errors: 3, unrelated: 1 } }];
  assert.deepEqual(sharesOverTime(history, "no_errors"), [0.5, 0.75]);
  assert.equal(lineOf([0.5, 1]), "0.00,15.00 100.00,0.00");
  assert.equal(lineOf([0]), "0.00,30.00 100.00,30.00");
});

test("an English voice of this machine is preferred", () => {
  const voices = [{ lang: "pt-BR", localService: true }, { lang: "en-US", localService: false }, { lang: "en-GB", localService: true }];
  assert.equal(voiceOf(voices).lang, "en-GB");
  assert.equal(voiceOf(voices, "pt-BR").lang, "pt-BR");
  assert.equal(voiceOf([]), null);
});

test("a sentence is told in the page's language where it has it, and in English where not", () => {
  const sentence = { text: "a cat", texts: { "pt-BR": "um gato" } };
  assert.deepEqual(inLanguage(sentence, "pt-BR"), { text: "um gato", lang: "pt-BR" });
  assert.deepEqual(inLanguage(sentence, "en"), { text: "a cat", lang: "en" });
  assert.deepEqual(inLanguage({ text: "a cat" }, "pt-BR"), { text: "a cat", lang: "en" });
});

test("earlier sentences keep their other languages", () => {
  assert.deepEqual(withSentence([], "a cat", 1, { "pt-BR": "um gato" }), [{ text: "a cat", texts: { "pt-BR": "um gato" }, at: 1 }]);
});
