/**
 * Trains the playground's writer on its built-in text, as a page with its settings as they come would: node
 * scripts/make-text-weights.mjs [STEPS]. Writes static/js/playground/text/ready.json, in half precision, and tells the
 * curve on the way. 204,000 steps, the lecture's, take some six minutes of one core; the same steps give the same file.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";

import { readState } from "../static/js/playground/shell/state.js";
import { tidy } from "../static/js/playground/text/corpus.js";
import { pack } from "../static/js/playground/text/keep.js";
import { settingsOf, SHOWN, TABLE } from "../static/js/playground/text/model.js";
import { QUESTIONS } from "../static/js/playground/text/questions.js";
import { createRun } from "../static/js/playground/text/run.js";

const steps = Number(process.argv[2] ?? SHOWN);
const run = createRun({ text: tidy(QUESTIONS), settings: settingsOf(readState(TABLE, "")) });
const start = process.cpuUsage();
while (run.writer.steps < steps) {
  run.advance();
  if (run.writer.steps % 2000) continue;
  const { step, smooth, held } = run.points.at(-1);
  const { user, system } = process.cpuUsage(start);
  console.log(`${step}: ${smooth.toFixed(2)}, held out ${held.toFixed(1)}, ${((user + system) / 1e6).toFixed(0)} s`);
}
run.look();
writeFileSync(new URL("../static/js/playground/text/ready.json", import.meta.url), `${pack(run, "float16")}\n`);
