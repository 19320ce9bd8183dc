/** Controls from a demo's declared parameters. Each kind gives an element and a way to set its value. */
import { el, setText } from "../shared/dom.js";
import { listenToField } from "../shared/stage/files.js";
import { numeral, say } from "../shared/texts.js";
import { send, shrink } from "./uploads.js";

const decimals = (step) => (String(step).split(".")[1] ?? "").length;

function helpOf(param) {
  return param.help ? el("p", { class: "control__help", id: `help-${param.name}`, textContent: param.help }) : null;
}

function numberControl(param, change) {
  const text = (value) => `${numeral(value, decimals(param.step))}${param.unit ? ` ${param.unit}` : ""}`;
  const output = el("output", { class: "control__value", for: `p-${param.name}` });
  const input = el("input", {
    type: "range",
    id: `p-${param.name}`,
    min: param.minimum,
    max: param.maximum,
    step: param.step,
    "aria-describedby": `help-${param.name}`,
  });
  const show = () => {
    setText(output, text(input.value));
    input.setAttribute("aria-valuetext", text(input.value));
    const share = (input.value - param.minimum) / (param.maximum - param.minimum);
    input.style.setProperty("--share", String(share));
  };
  input.addEventListener("input", () => {
    show();
    change(Number(input.value));
  });
  const node = el(
    "div",
    { class: "control control--number" },
    el("label", { for: input.id, class: "control__label", textContent: param.label }),
    output,
    input,
    helpOf(param),
  );
  const step = (direction) => {
    if (direction > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input"));
  };
  return {
    node,
    step,
    set(value) {
      input.value = String(value);
      show();
    },
  };
}

function switchControl(param, change) {
  const input = el("input", {
    type: "checkbox",
    role: "switch",
    id: `p-${param.name}`,
    class: "switch",
    "aria-describedby": `help-${param.name}`,
  });
  input.addEventListener("change", () => change(input.checked));
  const node = el(
    "div",
    { class: "control control--switch" },
    el("label", { for: input.id, class: "control__label", textContent: param.label }),
    input,
    helpOf(param),
  );
  return {
    node,
    set(value) {
      input.checked = value;
    },
  };
}

/** A square picture, or with `file#n` the n-th square of one that is a column of them: one request for all. */
function thumbnailNode({ thumbnail, label }, media) {
  const [file, place = "0"] = thumbnail.split("#");
  const column = el("img", { src: media(file), alt: "", decoding: "async" });
  column.style.marginTop = `${-100 * Number(place)}%`;
  return el("span", { class: "thumb__window", role: "img", "aria-label": label, title: label }, column);
}

function optionNode(param, option, media, thumbs) {
  const input = el("input", { type: "radio", name: `p-${param.name}`, value: option.value, class: "visually-hidden" });
  const face = thumbs ? thumbnailNode(option, media) : el("span", { textContent: option.label });
  return { input, node: el("label", { class: thumbs ? "thumb" : "segment" }, input, face) };
}

function choiceControl(param, change, media) {
  const thumbs = param.options.some((option) => option.thumbnail);
  const options = param.options.map((option) => ({ option, ...optionNode(param, option, media, thumbs) }));
  const chosen = el("span", { class: "control__value control__value--name" });
  const list = el("div", { class: thumbs ? "thumbs" : "segments" }, ...options.map(({ node }) => node));
  const legend = el("legend", { class: "control__label", textContent: param.label });
  if (thumbs) legend.append(chosen);
  const node = el("fieldset", { class: "control control--choice" }, legend, list, helpOf(param));

  const set = (value) => {
    for (const { option, input } of options) {
      input.checked = option.value === value;
      if (input.checked) setText(chosen, option.label);
    }
  };
  const pick = (index) => {
    const target = options[index];
    if (!target || target.input.checked) return;
    set(target.option.value);
    if (thumbs) target.node.scrollIntoView({ block: "nearest" });
    change(target.option.value);
  };
  list.addEventListener("change", (event) => {
    set(event.target.value);
    change(event.target.value);
  });
  return {
    node,
    set,
    choose: pick,
    step(direction) {
      const now = options.findIndex(({ input }) => input.checked);
      pick((now + direction + options.length) % options.length);
    },
  };
}

function uploadParts(param) {
  const input = el("input", {
    type: "file",
    accept: "image/*,.jfif,.tif,.tiff,.avif,.heic,.heif",
    class: "visually-hidden",
    id: `p-${param.name}`,
    "aria-describedby": `help-${param.name}`,
  });
  const note = el("p", { class: "control__note", role: "status", textContent: say("upload_none") });
  const preview = el("img", { class: "upload__preview", alt: "", hidden: true, width: 96, height: 96 });
  const remove = el("button", { type: "button", class: "button button--quiet", textContent: say("remove"), hidden: true });
  const node = el(
    "div",
    { class: "control control--upload" },
    el("span", { class: "control__label", textContent: param.label }),
    el(
      "div",
      { class: "upload" },
      preview,
      input,
      el("label", { for: input.id, class: "button", textContent: say("choose_picture") }),
      remove,
    ),
    note,
    helpOf(param),
  );
  return { node, input, note, preview, remove };
}

function uploadControl(param, change) {
  const { node, input, note, preview, remove } = uploadParts(param);
  let kept = null; // the picture, to be sent again if the server lost it
  let turn = 0;

  const keep = (blob) => {
    kept = blob;
    if (preview.src) URL.revokeObjectURL(preview.src);
    preview.hidden = !blob;
    remove.hidden = !blob;
    if (blob) preview.src = URL.createObjectURL(blob);
    else preview.removeAttribute("src");
  };
  preview.addEventListener("error", () => {
    preview.hidden = true; // of a kind that the server reads and this browser does not
  });
  const clear = () => {
    turn += 1;
    keep(null);
    setText(note, say("upload_none"));
  };
  async function take(file) {
    const mine = ++turn;
    setText(note, say("upload_sending"));
    try {
      const blob = await shrink(file);
      const { id, width, height } = await send(blob);
      if (mine !== turn) return;
      keep(blob);
      setText(note, say("upload_done", { width, height }));
      change(id);
    } catch (error) {
      if (mine === turn) setText(note, error.message);
    }
  }
  listenToField(input, (file) => file && take(file));
  remove.addEventListener("click", () => {
    clear();
    change(null);
  });
  return {
    node,
    set(value) {
      if (value === null) clear();
    },
    /** Sends the kept picture again; its new id, or null where there is none or it is refused. */
    async renew() {
      if (!kept) return null;
      return send(kept).then(({ id }) => id, () => null);
    },
  };
}

const KINDS = { number: numberControl, switch: switchControl, choice: choiceControl, upload: uploadControl };

/**
 * Builds the controls of `params` into `root`. `media(file)` is the address of a thumbnail; `onChange(name, value)`
 * is called for each change by the visitor.
 */
export function createControls(root, params, { media, onChange }) {
  const controls = new Map();
  let touched = null;
  const folded = el("div", { class: "controls__more" });
  for (const param of params) {
    const build = KINDS[param.kind];
    if (!build) continue;
    const control = build(param, (value) => onChange(param.name, value), media);
    control.node.dataset.param = param.name;
    control.node.addEventListener("focusin", () => {
      touched = param.name;
    });
    controls.set(param.name, control);
    (param.advanced ? folded : root).append(control.node);
  }
  if (folded.childElementCount) {
    root.append(
      el("details", { class: "more" }, el("summary", { textContent: say("more_settings") }), folded),
    );
  }
  const choices = params.filter((param) => param.kind === "choice");
  const main = (choices.find((param) => param.options.some((option) => option.thumbnail)) ?? choices[0])?.name;

  /** The control that keys act on: the one used last if it can, else the demo's main choice. */
  const target = (method) => {
    const last = controls.get(touched);
    return last?.[method] ? last : controls.get(main);
  };

  return {
    set(values) {
      for (const [name, control] of controls) if (name in values) control.set(values[name]);
    },
    step: (direction) => target("step")?.step?.(direction),
    choose: (index) => target("choose")?.choose?.(index),
    /** New ids for uploaded pictures that the server lost: {name: id}. */
    async renewUploads() {
      const renewed = {};
      for (const [name, control] of controls) {
        const id = control.renew ? await control.renew() : null;
        if (id) renewed[name] = id;
      }
      return renewed;
    },
  };
}
