/** Paints a scene (scene.js): as an SVG element, or on a canvas. */
import { svg } from "../shell/svg.js";

const TOKENS = ["paper", "paper-deep", "ink", "ink-soft", "accent", "accent-ink", "rule-strong"];
const SANS = '"Source Sans 3", "Segoe UI", system-ui, sans-serif';

/** The present theme's colours, by token, and `tint`, the accent thinned on paper, as #rrggbb. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return { ...colours, tint: mixed(colours.accent, colours.paper, 0.22) };
}

/** A share of one #rrggbb in another. */
export function mixed(one, other, share) {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [one, other].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a * share + b * (1 - share)).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

/** The scene as an SVG element that stands by itself. `scene.label` says what it shows. */
export function toSvg({ width, height, items, label = "" }, colours) {
  const nodes = items.map((item) =>
    item.kind === "rect"
      ? svg("rect", { x: item.x, y: item.y, width: item.width, height: item.height, fill: colours[item.fill], stroke: colours[item.line] })
      : svg("text", { x: item.x, y: item.y, "font-size": item.size, fill: colours[item.ink], "text-anchor": item.anchor }, item.text),
  );
  return svg(
    "svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": SANS }, svg("title", {}, label),
    svg("rect", { width, height, fill: colours.paper }), ...nodes,
  );
}

/** The SVG as a file's text. */
export const svgText = (node) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(node)}`;

/** Paints the scene on a canvas, `scale` pixels a unit; the canvas takes `size` ({width, height}) or the scene's own. */
export function paint(canvas, scene, colours, { scale = 2, size = scene } = {}) {
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, size.width, size.height);
  for (const item of scene.items) {
    if (item.kind === "rect") {
      context.fillStyle = colours[item.fill];
      context.strokeStyle = colours[item.line];
      context.fillRect(item.x, item.y, item.width, item.height);
      context.strokeRect(item.x, item.y, item.width, item.height);
    } else {
      context.fillStyle = colours[item.ink];
      context.font = `${item.size}px ${SANS}`;
      context.textAlign = { start: "left", middle: "center", end: "right" }[item.anchor];
      context.fillText(item.text, item.x, item.y);
    }
  }
}
