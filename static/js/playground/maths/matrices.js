/**
 * Matrices as people copy them: tables of spreadsheets, lines, NumPy, MATLAB, Mathematica, LaTeX, Markdown. Pure.
 *
 * What is one row in the text is one row of the matrix, always: what cannot be read for certain is refused, never given
 * another shape.
 */
import { parseNumber } from "./numbers.js";

const MOST_CHARACTERS = 20000;
const WRAPPERS = /^\s*(?:[A-Za-z_]\w*\s*=\s*)?(?:(?:[A-Za-z_]\w*\.)*(?:array|asarray|matrix|tensor|constant|list)\s*\()?|,\s*(?:dtype|device)\s*=[^)\]]*|;\s*$/gi;

/** Brackets with none inside. */
const GROUP = /[[({][^[\](){}]*[\])}]/g;

/** Rows of numbers from `text`, each read by `read` (number or null), or null where it is no matrix. */
export function readMatrix(text, read = parseNumber) {
  if (text.length > MOST_CHARACTERS) return null;
  const rows = rowsOf(text).map((cells) => cells.map((cell) => read(cell)));
  const even = rows.every((row) => row.length === rows[0].length && !row.includes(null));
  return rows.length && rows[0].length && even ? rows : null;
}

/** The text's rows, each a list of cells as texts. */
function rowsOf(text) {
  const plain = text.replace(WRAPPERS, "").trim();
  if (/\\\\|\\begin|&/.test(plain)) return fromLatex(plain);
  if (/^\s*\|?.*\|.*$/m.test(plain)) return fromMarkdown(plain);
  return fromBrackets(plain) ?? fromLines(plain);
}

function fromLatex(text) {
  return text
    .replace(/\\(?:begin|end)\s*\{[^}]*\}(?:\s*\{[^}]*\})?|\\(?:left|right)\s*[[\](){}|.]?|\\hline|[$]/g, " ")
    .replace(/\\[dt]?frac\s*\{([^}]*)\}\s*\{([^}]*)\}/g, "$1/$2")
    .split(/\\\\(?:\s*\[[^\]]*\])?/)
    .filter((line) => line.trim())
    .map((line) => line.split("&").map((cell) => cell.trim()));
}

function fromMarkdown(text) {
  const lines = text.split("\n").map((line) => line.trim().replace(/^\||\|$/g, ""));
  const cells = lines.filter((line) => /[^\s|:+=-]/.test(line)).map((line) => line.split("|").map((cell) => cell.trim()));
  const ruled = lines.length > 1 && /^[\s|:-]+$/.test(lines[1]) && /-/.test(lines[1]);
  const titled = ruled && cells[0].every((cell) => parseNumber(cell) === null);
  return titled ? cells.slice(1) : cells;
}

/**
 * `[[1, 2], [3, 4]]`, `{{1, 2}, {3, 4}}`, `((1, 2), (3, 4))`, with commas or gaps: the inner brackets are the rows. Null
 * where there are no brackets at all, no rows where they are nested otherwise.
 */
function fromBrackets(text) {
  const groups = text.match(GROUP);
  if (!groups) return /[[\](){}]/.test(text) ? [] : null;
  const around = text.replace(GROUP, "");
  if (/[^[\](){}\s,;]/.test(around) || (around.match(/[[({]/g)?.length ?? 0) > 1) return [];
  const single = groups.length === 1 && !/[[({]/.test(around);
  const inner = groups.map((group) => group.slice(1, -1).trim().replace(/,$/, ""));
  return single ? fromLines(inner[0]) : inner.map(cellsOf);
}

function fromLines(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const cells = lines.length > 1 ? lines.map((line) => line.replace(/;$/, "")) : lines[0]?.replace(/;$/, "").split(/[;_]/) ?? [];
  // In a file of several lines a semicolon stands between columns, as spreadsheets write them where the comma is decimal.
  const columns = lines.length > 1 && cells.every((line) => line.includes(";"));
  return columns ? cells.map((line) => line.split(";").map((cell) => cell.trim())) : cells.map((line) => cellsOf(line.trim())).filter((row) => row.length);
}

/** Between numbers stand spaces, tabs or commas; with spaces or tabs about, a comma inside a number is decimal. */
function cellsOf(line) {
  const packed = line.replace(/\s*\/\s*/g, "/");
  const gap = /\s/.test(packed) && !/,\s/.test(packed) ? /\s+/ : /\s*,\s*|\s+/;
  return packed.split(gap).filter(Boolean);
}
