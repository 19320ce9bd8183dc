/** Drawings in SVG, without markup strings. Colours come from classes in playground.css. */
import { say } from "../../shared/texts.js";

const NS = "http://www.w3.org/2000/svg";

/** An SVG element; `props` are attributes, children nodes or text. */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [key, value] of Object.entries(props)) if (value !== undefined && value !== null) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** A drawing of a size, with what it shows in words. */
export const drawing = (width, height, label, ...children) =>
  svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "drawing", role: "img", "aria-label": label }, ...children);

/** Text at a point. */
export const words = (x, y, text, { anchor = "middle", ...props } = {}) =>
  svg("text", { x, y, "text-anchor": anchor, ...props }, text);

/** How long an edge is drawn: sizes from 1 to thousands have to fit side by side. */
export const edge = (size, most = 90) => Math.min(most, 8 + 13 * Math.log2(1 + size));

/** A block of height × width × depth with its lower front corner at x, y; returns {node, width, height}. */
export function block(x, y, { height, width, depth }, name = "", most = 90) {
  const [h, w, d] = [edge(height, most), edge(depth, most) * 0.9, edge(width, most) * 0.45];
  const face = (points, part) => svg("polygon", { points: points.map(([a, b]) => `${a},${b}`).join(" "), class: `block__${part}` });
  const node = svg(
    "g", { class: `block ${name}` },
    face([[x, y], [x + w, y], [x + w, y - h], [x, y - h]], "front"),
    face([[x, y - h], [x + d, y - h - d * 0.6], [x + w + d, y - h - d * 0.6], [x + w, y - h]], "top"),
    face([[x + w, y], [x + w + d, y - d * 0.6], [x + w + d, y - h - d * 0.6], [x + w, y - h]], "side"),
  );
  return { node, width: w + d, height: h + d * 0.6 };
}

/**
 * Blocks in a row with arrows between: `steps` are [{height, width, depth, label, above}], `label` under each block.
 */
export function row(steps, label, { most = 90, gap = 54 } = {}) {
  let x = 12;
  const base = most * 1.35 + 24;
  const parts = [];
  steps.forEach((step, i) => {
    const made = block(x, base, step, step.name, most);
    const middle = x + made.width / 2;
    const wide = Math.max(made.width, 7.2 * Math.max(step.label.length, (step.above ?? "").length));
    const shift = (wide - made.width) / 2;
    made.node.setAttribute("transform", `translate(${shift} 0)`);
    parts.push(made.node, words(middle + shift, base + 20, step.label));
    if (step.above) parts.push(words(middle + shift, base + 38, step.above, { class: "drawing__soft" }));
    x += wide;
    if (i < steps.length - 1) {
      const y = base - most * 0.45;
      parts.push(svg("path", { d: `M${x + 8} ${y}h${gap - 18}m-7 -5l7 5l-7 5`, class: "drawing__arrow" }));
      x += gap;
    }
  });
  parts.push(words(12, base + 60, say("log_edges"), { anchor: "start", class: "drawing__soft" }));
  const node = drawing(Math.round(x + 12), base + 66, label, ...parts);
  node.style.setProperty("--natural", `${Math.round(x + 12)}px`);
  return node;
}
