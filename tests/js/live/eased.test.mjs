import assert from "node:assert/strict";
import { test } from "node:test";
import { createEased } from "../../../static/js/live/eased.js";

test("the page says once that pictures are smaller, shows it meanwhile, and takes it back", () => {
  const note = { hidden: true, textContent: "smaller" };
  const said = [];
  const eased = createEased(note, (text) => said.push(text));
  eased(undefined);
  eased({ eased: 0 });
  assert.deepEqual([note.hidden, said.length], [true, 0]);
  eased({ eased: 1 });
  eased({ eased: 2 });
  assert.deepEqual([note.hidden, said], [false, ["smaller"]]);
  eased({ eased: 0 });
  assert.equal(note.hidden, true);
  eased({ eased: 1 });
  assert.equal(said.length, 2);
});
