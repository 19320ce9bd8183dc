/**
 * Makes tests/cases/pacer.json, to which the page's pacer and the benchmarks' are held: node scripts/make-pacer-cases.mjs
 *
 * A case is a row of steps: {do, at} for a capture, {do, wait, total, streams, turn} for an answer, {do} else; `interval`
 * and `due` (at `now`, null for never) are what holds after it, in ms.
 */
import { writeFileSync } from "node:fs";

import { Pacer } from "../static/js/live/pacer.js";

const TARGET = new URL("../tests/cases/pacer.json", import.meta.url);

/** A repeatable number in [0, 1) for each step. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** So many answers, each after a capture when one was due. */
function rounds(count, answer) {
  return Array.from({ length: count }, (_, index) => [{ do: "captured" }, { do: "answered", ...answer(index) }]).flat();
}

const jitter = random(7);
const CASES = {
  "a first answer alone": rounds(1, () => ({ wait: 0, total: 24 })),
  "a first answer alone, which tells of a turn": rounds(1, () => ({ wait: 0, total: 24, streams: 1, turn: 80 })),
  "a first answer on a shared machine": rounds(1, () => ({ wait: 0, total: 24, streams: 4, turn: 80 })),
  "quicker than any can be": rounds(5, () => ({ wait: 1, total: 1 })),
  "a steady model": rounds(30, (index) => ({ wait: index % 3, total: 50 + (index % 3) })),
  "waits that grow": rounds(30, (index) => ({ wait: index * 4, total: 50 + index * 4 })),
  "waits that jump about": rounds(40, () => ({ wait: jitter() * 60, total: 60 + jitter() * 40 })),
  "the worker idles": rounds(30, (index) => ({ wait: 0.2, total: index < 2 ? 200 : 30 })),
  "a shared machine that is busy": rounds(40, (index) => ({ wait: 18 + (index % 5), total: 44, streams: 4, turn: 80 })),
  "a shared machine that idles": rounds(30, () => ({ wait: 0.2, total: 24, streams: 4, turn: 80 })),
  "others come and go": rounds(40, (index) => ({ wait: 3, total: 27, ...(index % 20 < 10 ? {} : { streams: 2, turn: 50 }) })),
  "frames dropped": rounds(3, () => ({ wait: 2, total: 42 })).concat(Array(12).fill({ do: "dropped" }), rounds(5, () => ({ wait: 2, total: 42 }))),
  "dropped before the first answer": [{ do: "captured" }, { do: "dropped" }, ...rounds(2, () => ({ wait: 2, total: 42 }))],
  "a stall": [...rounds(4, () => ({ wait: 2, total: 42 })), { do: "stalled" }, ...rounds(3, () => ({ wait: 2, total: 90 }))],
  "as slow as can be": rounds(4, () => ({ wait: 9000, total: 20000 })),
  nonsense: [...rounds(2, () => ({ wait: 2, total: 42 })), ...rounds(1, () => ({ wait: -1, total: 42 })), ...rounds(1, () => ({ wait: 2, total: -1 }))],
};

function played(steps) {
  const pacer = new Pacer();
  let now = 0;
  return steps.map((step) => {
    const done = { ...step };
    if (step.do === "captured") {
      const due = pacer.due(now);
      now += due === Infinity ? 100 : due;
      pacer.captured((done.at = now));
    } else if (step.do === "answered") pacer.answered(step, step);
    else pacer[step.do]();
    now += 1;
    const due = pacer.due(now);
    return { ...done, interval: pacer.interval ?? null, now, due: due === Infinity ? null : due };
  });
}

const cases = Object.entries(CASES).map(([name, steps]) => ({ name, steps: played(steps) }));
const lines = cases.map(({ name, steps }) => `{"name": ${JSON.stringify(name)}, "steps": [\n${steps.map((step) => `  ${JSON.stringify(step)}`).join(",\n")}\n]}`);
writeFileSync(TARGET, `[\n${lines.join(",\n")}\n]\n`);
