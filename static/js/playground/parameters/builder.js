/** The network builder: a line a layer with its numbers to edit, the counts, and the receptive field on a picture. */
import { el, setText } from "../../shared/dom.js";
import { colourAt } from "../layer/photo.js";
import { network, totals } from "../maths/counting.js";
import { numeral, say } from "../../shared/texts.js";
import { problem } from "../step/words.js";
import { FIELDS, firstAfterColumn, FRESH, isAllowed, limitsOf, MOST_LAYERS } from "./model.js";

const byId = (id) => document.getElementById(id);

/** Bytes as people read them. */
function bytesText(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  const at = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const text = (bytes / 1000 ** at).toLocaleString(globalThis.document?.documentElement.lang, { maximumSignificantDigits: 3 });
  return `${text} ${units[at]}`;
}

const fieldText = (size) => (size === Infinity ? say("everything") : `${size}×${size}`);

export class Builder {
  #state = null;
  #shape = "";
  #set;

  /** `set(changes)` takes {layers} and {layer} (the chosen one, from 1; 0 is the input). */
  constructor({ set }) {
    this.#set = set;
    for (const button of document.querySelectorAll("[data-add]")) {
      button.addEventListener("click", () => this.#add(button.dataset.add));
    }
  }

  #add(kind) {
    const { layers } = this.#state;
    if (layers.length >= MOST_LAYERS) setText(byId("note"), say("too_many_layers", { most: MOST_LAYERS }));
    else this.#set({ layers: [...layers, { ...FRESH[kind] }], layer: layers.length + 1 });
  }

  #edit(index, name, field) {
    const value = Number(field.value);
    const allowed = field.value.trim() !== "" && isAllowed(name, value);
    field.setAttribute("aria-invalid", String(!allowed));
    if (allowed) this.#set({ layers: this.#state.layers.map((layer, i) => (i === index ? { ...layer, [name]: value } : layer)), layer: index + 1 });
  }

  #remove(index) {
    const layers = this.#state.layers.filter((_, i) => i !== index);
    this.#set({ layers, layer: Math.min(this.#state.layer, layers.length) });
    byId("builder").querySelector(`[data-row="${Math.min(index, layers.length - 1)}"] .figures__remove`)?.focus();
  }

  /** Makes the lines anew when layers come or go; fields that are typed in stay as they are. */
  #makeLines(layers) {
    const next = layers.map(({ kind }) => kind).join();
    if (next === this.#shape) return;
    this.#shape = next;
    const head = ["chosen", "layer", "settings", "shape", "parameters", "macs", "memory", "field", "remove"].map((key) => el("th", { scope: "col" }, say(`col_${key}`)));
    const body = layers.map((layer, index) => this.#makeLine(layer, index));
    const foot = el("tr", { class: "figures__total" }, el("td"), el("th", { scope: "row" }, say("all")), ...["none", "none2", "parameters", "macs", "memory", "none3", "none4"].map((key) => el("td", { "data-total": key })));
    byId("builder").replaceChildren(
      el("table", { class: "figures figures--builder" }, el("caption", { class: "visually-hidden" }, say("builder_caption")),
        el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body), el("tfoot", {}, foot)),
    );
  }

  #makeLine(layer, index) {
    const name = say(`kind_${layer.kind}`);
    const pick = el("input", { type: "radio", name: "layer", value: String(index + 1), "aria-label": say("choose_layer", { number: index + 1, name }) });
    pick.addEventListener("change", () => this.#set({ layer: index + 1 }));
    const fields = FIELDS[layer.kind].map((part) => {
      const [min, max] = limitsOf(part);
      const input = el("input", { class: "select select--tiny", type: "number", min, max, "data-part": part });
      input.addEventListener("input", () => this.#edit(index, part, input));
      return el("label", { class: "tiny" }, say(`part_${part}`), input);
    });
    const button = el("button", { class: "pg-round figures__remove", type: "button", "aria-label": say("remove_layer", { number: index + 1, name }) }, "×");
    button.addEventListener("click", () => this.#remove(index));
    const cell = (part) => el("td", { "data-cell": part });
    return el(
      "tr", { "data-row": String(index) }, el("td", {}, el("label", { class: "pick" }, pick)), el("th", { scope: "row" }, `${index + 1}. ${name}`),
      el("td", { class: "figures__parts" }, ...fields), cell("shape"), cell("parameters"), cell("macs"), cell("memory"), cell("field"), el("td", {}, button),
    );
  }

  show(next) {
    this.#state = next;
    const input = { height: this.#state.input, width: this.#state.input, channels: this.#state.depth };
    const rows = network(input, this.#state.layers);
    this.#makeLines(this.#state.layers);
    this.#state.layers.forEach((layer, i) => this.#showLine(layer, i, rows[i]));
    const sums = totals(rows);
    const cells = { parameters: numeral(sums.parameters), macs: numeral(sums.macs), memory: `${bytesText(sums.weights)} + ${bytesText(sums.outputs)}` };
    for (const [key, text] of Object.entries(cells)) setText(byId("builder").querySelector(`[data-total="${key}"]`), text);
    this.#showProblem(rows);
    this.#showField(rows);
  }

  #showLine(layer, index, row) {
    const line = byId("builder").querySelector(`[data-row="${index}"]`);
    line.querySelector("[name=layer]").checked = this.#state.layer === index + 1;
    line.classList.toggle("is-chosen", this.#state.layer === index + 1);
    for (const input of line.querySelectorAll("[data-part]")) {
      if (document.activeElement !== input) input.value = String(layer[input.dataset.part]);
    }
    const fits = row && !row.reason;
    const texts = {
      shape: fits ? `${row.shape.height}×${row.shape.width}×${row.shape.channels}` : "–",
      parameters: fits ? numeral(row.parameters) : "–", macs: fits ? numeral(row.macs) : "–",
      memory: fits ? `${bytesText(row.memory.weights)} + ${bytesText(row.memory.output)}` : "–",
      field: fits ? fieldText(row.field.size) : "–",
    };
    for (const [key, text] of Object.entries(texts)) setText(line.querySelector(`[data-cell="${key}"]`), text);
  }

  #showProblem(rows) {
    const failed = rows.findIndex(({ reason }) => reason);
    const odd = firstAfterColumn(this.#state.layers);
    byId("build-why").hidden = failed < 0 && odd < 0;
    const text = failed >= 0 ? `${say("layer_number", { number: failed + 1 })} ${problem(rows[failed].size, say)}` : odd >= 0 ? say("after_column", { number: odd + 1 }) : "";
    setText(byId("build-why"), text);
  }

  #showField(rows) {
    const row = this.#state.layer > 0 ? rows[this.#state.layer - 1] : null;
    const size = row && !row.reason ? row.field.size : 1;
    const side = this.#state.input;
    drawField(byId("field"), side, row && !row.reason ? { ...row.field, cells: row.shape.height } : { size: 1, jump: 1, start: 0, cells: side });
    const seen = size === Infinity ? side : Math.min(size, side);
    const says = say(size >= side ? "field_all" : "field_says", { number: this.#state.layer, size: size === Infinity ? side : size, side, share: Math.round((100 * seen * seen) / (side * side)) });
    setText(byId("field-says"), says);
    byId("field").setAttribute("aria-label", says);
  }
}

/** The picture with the field of the layer's middle number marked. */
function drawField(canvas, side, { size, jump, start, cells }) {
  const context = canvas.getContext("2d");
  const { width } = canvas;
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32; x++) {
      context.fillStyle = `rgb(${colourAt(y, x).map(Math.round).join()})`;
      context.fillRect((x * width) / 32, (y * width) / 32, width / 32 + 1, width / 32 + 1);
    }
  }
  const scale = width / side;
  const from = size === Infinity ? 0 : (start + Math.floor(cells / 2) * jump) * scale;
  const wide = size === Infinity ? width : size * scale;
  context.save();
  context.fillStyle = "rgba(0, 0, 0, 0.55)";
  context.beginPath();
  context.rect(0, 0, width, width);
  context.rect(from, from, wide, wide);
  context.fill("evenodd");
  context.restore();
  context.lineWidth = 3;
  context.strokeStyle = "white";
  context.strokeRect(from, from, wide, wide);
}
