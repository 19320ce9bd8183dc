/**
 * The page's state in its address. Pure. What cannot be read is left at its default, never an error: the
 * address comes from anywhere.
 *
 * `source=camera|screen|clip:NAME|picture:NAME`, `camera=front|back`, `mirror=0|1`, `split=0.50`, and
 * `p.NAME=VALUE` for each parameter of the demo that is not at its default. Uploaded pictures are the visitor's own
 * and stay out of it, and so do points, which belong to one picture.
 */
const KINDS = new Set(["camera", "screen", "clip", "picture"]);
const PRIVATE = new Set(["upload", "points"]);
const NAME = /^[\w][\w.-]{0,79}$/;

function readSource(text, builtin) {
  const [kind, name] = (text ?? "").split(/:(.*)/s);
  if (!KINDS.has(kind)) return null;
  if (kind === "camera" || kind === "screen") return name === undefined ? { kind } : null;
  const known = builtin.find((item) => item.kind === kind && item.name === name);
  return known ? { kind, name } : null;
}

function readFlag(text) {
  if (text === "1") return true;
  return text === "0" ? false : null;
}

function readSplit(text) {
  if (text === null || !/^\d(\.\d{1,3})?$/.test(text)) return null;
  const value = Number(text);
  return value >= 0 && value <= 1 ? value : null;
}

/** A parameter's value from text, or undefined where its declaration does not allow it. */
function readValue(param, text) {
  if (param.kind === "switch") return readFlag(text) ?? undefined;
  if (param.kind === "choice") return param.options.some((option) => option.value === text) ? text : undefined;
  if (param.kind === "mask") return text.length === (param.width * param.height) / 4 && /^[\da-f]+$/.test(text) ? text : undefined;
  if (param.kind !== "number" || !/^-?\d{1,9}(\.\d{1,6})?$/.test(text)) return undefined;
  const value = Number(text);
  return value >= param.minimum && value <= param.maximum ? value : undefined;
}

/** The defaults of a demo's parameters. */
export function defaultsOf(params) {
  return Object.fromEntries(params.map((param) => [param.name, param.default]));
}

/** The state that an address's query (`?…`) describes. */
export function parse(query, params, builtin = []) {
  const fields = new URLSearchParams(query);
  const values = defaultsOf(params);
  for (const param of params) {
    const text = fields.get(`p.${param.name}`);
    const value = text === null ? undefined : readValue(param, text);
    if (value !== undefined) values[param.name] = value;
  }
  const facing = fields.get("camera");
  return {
    source: readSource(fields.get("source"), builtin),
    facing: facing === "front" || facing === "back" ? facing : null,
    mirror: readFlag(fields.get("mirror")),
    split: readSplit(fields.get("split")),
    params: values,
  };
}

function writeSource(source) {
  if (!source || !KINDS.has(source.kind)) return null;
  if (source.kind === "camera" || source.kind === "screen") return source.kind;
  return source.name && NAME.test(source.name) ? `${source.kind}:${source.name}` : null;
}

function writeValue(param, value) {
  if (PRIVATE.has(param.kind) || value === param.default || value === undefined || value === null) return null;
  if (param.kind === "switch") return value ? "1" : "0";
  return param.kind === "number" ? String(Number(Number(value).toFixed(6))) : String(value);
}

/** The query of a state, without what is at its default; "" or "?…". */
export function format(state, params) {
  const fields = new URLSearchParams();
  const set = (key, text) => text !== null && fields.set(key, text);
  set("source", writeSource(state.source));
  set("camera", state.facing ?? null);
  set("mirror", typeof state.mirror === "boolean" ? (state.mirror ? "1" : "0") : null);
  set("split", typeof state.split === "number" ? state.split.toFixed(2) : null);
  for (const param of params) set(`p.${param.name}`, writeValue(param, state.params[param.name]));
  const text = fields.toString().replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}
