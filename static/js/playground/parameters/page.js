/** The calculators' page: reads the fields into the state, and the state into tables, pictures and sentences. */
import { createChapterExports } from "../export/chapter.js";
import { createPage, note } from "../shell/page.js";
import { say } from "../../shared/texts.js";
import { Builder } from "./builder.js";
import { showHeads, showOne, showPile } from "./calculators.js";
import { showInception } from "./inception.js";
import { TABLE } from "./model.js";

const byId = (id) => document.getElementById(id);
const FIELDS = [
  "side", "channels", "pside", "pin", "pout", "iside", "ichannels", "one", "reduce3", "three", "reduce5", "five", "project",
  "hside", "hchannels", "classes", "input",
];

const page = createPage({ table: TABLE, onChange: show });
const builder = new Builder({ set: (changes) => page.set(changes) });

function show(state) {
  for (const name of FIELDS) if (document.activeElement !== byId(name)) byId(name).value = String(state[name]);
  for (const name of ["kernel", "depth"]) byId(name).value = String(state[name]);
  showPile(state);
  showOne(state);
  showInception(state);
  showHeads(state);
  builder.show(state);
}

for (const name of FIELDS) {
  const field = byId(name);
  field.addEventListener("input", () => {
    const value = TABLE[name].read(field.value.trim());
    field.setAttribute("aria-invalid", String(value === undefined));
    if (value !== undefined) page.set({ [name]: value });
  });
  field.addEventListener("blur", () => {
    if (field.getAttribute("aria-invalid") === "true") note(say("whole_between", { least: field.min, most: field.max }));
    field.setAttribute("aria-invalid", "false");
    field.value = String(page.state[name]);
  });
}
for (const name of ["kernel", "depth"]) {
  byId(name).addEventListener("change", (event) => page.set({ [name]: Number(event.target.value) }));
}
byId("rebuild").addEventListener("click", () => page.set({ layers: TABLE.layers.fallback, layer: TABLE.layer.fallback }));

createChapterExports();
page.start();
