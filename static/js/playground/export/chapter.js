/** Saves a chapter of the calculators' page, as it stands there, as PNG or SVG. */
import { download } from "../../shared/dom.js";
import { note } from "../shell/page.js";
import { svg } from "../shell/svg.js";
import { say } from "../../shared/texts.js";
import { paint, palette, svgText, toSvg } from "./paint.js";
import { sheetOf } from "./sheet.js";

const SCALE = 2;
const STYLES = ["fill", "stroke", "stroke-width", "opacity", "fill-opacity", "font-size", "font-family", "font-weight", "text-anchor", "stroke-dasharray"];

/** What a cell says, fields and chosen buttons included. */
function textOf(cell) {
  const fields = [...cell.querySelectorAll("label:has(input[type=number])")];
  if (fields.length) return fields.map((label) => `${label.textContent.trim()} ${label.querySelector("input").value}`).join(", ");
  return cell.querySelector("button, input") ? "" : cell.textContent.trim();
}

const rowsOf = (table) => [...table.rows].map((row) => [...row.cells].map(textOf));

/** A drawing that stands by itself: the page's styles are written into it. */
function alone(drawing) {
  const copy = drawing.cloneNode(true);
  const [own, copied] = [drawing, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  own.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of STYLES) copied[i].setAttribute(name, style.getPropertyValue(name));
    copied[i].removeAttribute("class");
    copied[i].removeAttribute("style");
  });
  return copy;
}

/** The pictures of a chapter: {width, height, node}, a nested drawing or an image of a canvas. */
function picturesOf(chapter) {
  const drawings = [...chapter.querySelectorAll("svg.drawing")].map((drawing) => {
    const { width, height } = drawing.viewBox.baseVal;
    return { width, height, node: alone(drawing) };
  });
  const canvases = [...chapter.querySelectorAll("canvas")].map((canvas) => {
    const { width, height } = canvas;
    return { width, height, node: svg("image", { href: canvas.toDataURL("image/png") }) };
  });
  return [...drawings, ...canvases];
}

function sheet(chapter) {
  const pictures = picturesOf(chapter);
  const says = [...chapter.querySelectorAll(".chapter__says, .plate__why:not([hidden])")];
  const scene = sheetOf({
    title: chapter.querySelector("h2").textContent.trim(),
    tables: [...chapter.querySelectorAll("table")].map(rowsOf),
    pictures,
    lines: says.map((node) => node.textContent.trim()),
  });
  const nodes = pictures.map(({ node }, i) => {
    for (const [name, value] of Object.entries(scene.places[i])) node.setAttribute(name, value);
    return node;
  });
  return { scene, nodes };
}

/** Paints the sheet's own text and lines, and over them the pictures, each as an image of its own. */
async function paintSheet(canvas, { scene, nodes }) {
  await document.fonts.load('18px "Source Sans 3"').catch(() => null);
  paint(canvas, scene, palette(), { scale: SCALE });
  const context = canvas.getContext("2d");
  for (const [i, node] of nodes.entries()) {
    const { x, y, width, height } = scene.places[i];
    const whole = svg("svg", { width: width * SCALE, height: height * SCALE, viewBox: `0 0 ${width} ${height}` });
    const copy = node.cloneNode(true);
    for (const side of ["x", "y"]) copy.setAttribute(side, 0);
    whole.append(copy);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(whole))}`;
    await image.decode();
    context.drawImage(image, x, y, width, height);
  }
}

async function blobOf(chapter, kind) {
  const made = sheet(chapter);
  if (kind === "svg") {
    const drawn = toSvg(made.scene, palette());
    drawn.append(...made.nodes);
    return new Blob([svgText(drawn)], { type: "image/svg+xml" });
  }
  const canvas = document.createElement("canvas");
  await paintSheet(canvas, made);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** Wires the buttons `data-save="png"` and `data-save="svg"` of each chapter, whose file is named by its `data-file`. */
export function createChapterExports() {
  for (const button of document.querySelectorAll("[data-save]")) {
    button.addEventListener("click", async () => {
      const chapter = button.closest("[data-file]");
      const file = `${chapter.dataset.file}.${button.dataset.save}`;
      download(await blobOf(chapter, button.dataset.save), file);
      note(say("saved", { file }));
    });
  }
}
