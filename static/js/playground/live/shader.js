/** The fragment shaders of the WebGL engine, as text. Pure. */
import { HALF } from "./plan.js";

/**
 * Pictures between stages are 32-bit floats, stored bit for bit in unsigned integers: every WebGL 2 can draw into
 * those, and only some into floats.
 */
export const VERTEX = `#version 300 es
void main() {
  // One triangle that covers the picture, from the vertex's number alone.
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

const HEAD = `#version 300 es
precision highp float;
precision highp int;
`;

/** Colours to whole greys, as plan.js's greyOf does: all numbers are small enough to be exact. */
export const GREY = `${HEAD}uniform highp sampler2D picture;
out vec4 shown;
void main() {
  vec3 c = floor(texelFetch(picture, ivec2(gl_FragCoord.xy), 0).rgb * 255.0 + 0.5);
  float grey = floor((77.0 * c.r + 150.0 * c.g + 29.0 * c.b + 128.0) / 256.0);
  shown = vec4(vec3(grey / 255.0), 1.0);
}`;

const PLACE = {
  zero: "int place(int p, int n) { return clamp(p, 0, n - 1); }",
  replicate: "int place(int p, int n) { return clamp(p, 0, n - 1); }",
  reflect: `int place(int p, int n) {
  int period = max(1, 2 * (n - 1));
  int turned = abs(p) % period;
  return min(turned, period - turned) % n;
}`,
};

const SHOWN = { clamp: "sum", absolute: "abs(sum)", centre: "sum + 128.0" };

/** What tells one stage's shader from another's: shaders are kept by it. `mask` says which weights are not 0. */
export function variantOf(plan, index) {
  const { width, height, weights } = plan.stages[index];
  const mask = Array.from(weights, (w) => (w === 0 ? "0" : "1")).join("");
  const last = index === plan.stages.length - 1;
  return { width, height, mask, channels: plan.channels, edges: plan.edges, first: index === 0,
    shown: last ? plan.negatives : null };
}

export const keyOf = (variant) => Object.values(variant).join(" ");

/** The sum, written out tap by tap: taps of weight 0 cost nothing. */
function taps({ width, height, mask, edges, type }) {
  const lines = [];
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const n = j * width + i;
      if (mask[n] === "0") continue;
      const near = edges === "zero" ? ` * (sx[${i}] * sy[${j}])` : "";
      lines.push(`  sum += (weights[${n}]${near}) * at(px[${i}], py[${j}]);`);
    }
  }
  return [`  ${type} sum = ${type}(bias);`, ...lines].join("\n");
}

function places(name, count, along, edges) {
  const lines = [`  int p${name}[${count}];`];
  if (edges === "zero") lines.push(`  float s${name}[${count}];`);
  for (let n = 0; n < count; n++) {
    const place = `here.${name} + ${n - (count >> 1)}`;
    lines.push(`  p${name}[${n}] = place(${place}, size.${name});`);
    if (edges === "zero") lines.push(`  s${name}[${n}] = p${name}[${n}] == ${place} ? 1.0 : 0.0;`);
  }
  return lines.join("\n");
}

/** One stage. The first reads bytes, of 1 each: its weights are times 255. The last writes bytes. */
export function stageShader(variant) {
  const { width, height, channels, edges, first, shown } = variant;
  const type = channels === 1 ? "float" : "vec3";
  const part = channels === 1 ? "r" : "rgb";
  const fetch = "texelFetch(picture, ivec2(x, y), 0)";
  const read = first ? `${fetch}.${part}` : `uintBitsToFloat(${fetch}.${part})`;
  const out = shown
    ? `  shown = vec4(vec3(floor(clamp(${SHOWN[shown]}, 0.0, 255.0) + ${HALF}) / 255.0), 1.0);`
    : `  next = uvec4(floatBitsToUint(${channels === 1 ? "vec3(sum)" : "sum"}), 0u);`;
  // Rows of a canvas go upwards, those of a picture downwards: turned over at the end, where it costs nothing.
  const row = shown ? "size.y - 1 - int(gl_FragCoord.y)" : "int(gl_FragCoord.y)";
  return `${HEAD}uniform highp ${first ? "sampler2D" : "usampler2D"} picture;
uniform float weights[${width * height}];
uniform float bias;
out ${shown ? "vec4 shown" : "uvec4 next"};
${PLACE[edges]}
${type} at(int x, int y) { return ${read}; }
void main() {
  ivec2 size = textureSize(picture, 0);
  ivec2 here = ivec2(int(gl_FragCoord.x), ${row});
${places("x", width, "x", edges)}
${places("y", height, "y", edges)}
${taps({ ...variant, type })}
${out}
}`;
}
