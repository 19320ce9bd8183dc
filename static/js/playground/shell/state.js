/**
 * A page's state in its address. Pure. Each page has one table: the name of each field in the address, and how it is
 * read and written. What cannot be read is left at its default: the address comes from anywhere. Fields at their
 * default are left out, so that addresses stay short.
 *
 * A field is {fallback, read(text) → value or undefined, write(value) → text}. Matrices are written as
 * `1,0,1_0,1,0_1,0,1`: commas between columns, underscores between rows, numbers as whole, decimal or fraction.
 */
import { parseNumber, writeNumber } from "../maths/numbers.js";

/** A whole number within bounds. */
export const whole = (fallback, least, most) => ({
  fallback,
  read(text) {
    const value = /^-?\d{1,7}$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : undefined;
  },
  write: String,
});

/** One of a few numbers or words. */
export const choice = (fallback, options) => ({
  fallback,
  read: (text) => options.find((option) => String(option) === text),
  write: String,
});

/** On or off, as 1 or 0. */
export const flag = (fallback) => ({
  fallback,
  read: (text) => ({ 0: false, 1: true })[text],
  write: (value) => (value ? "1" : "0"),
});

/** A fraction as [numerator, denominator], both whole and not beyond `most`. */
export const fraction = (fallback, most = 999) => ({
  fallback,
  read(text) {
    const [over, under = "1"] = text.split("/");
    if (!/^-?\d{1,4}$/.test(over) || !/^\d{1,4}$/.test(under)) return undefined;
    const pair = [Number(over), Number(under)];
    return pair[1] > 0 && Math.abs(pair[0]) <= most && pair[1] <= most ? pair : undefined;
  },
  write: ([over, under]) => (under === 1 ? String(over) : `${over}/${under}`),
});

/** A matrix of numbers up to a size. */
export const matrix = (fallback, maxRows, maxColumns) => ({
  fallback,
  read(text) {
    if (text.length > 4000) return undefined;
    const rows = text.split("_").map((row) => row.split(",").map(parseNumber));
    const fits = rows.length <= maxRows && rows[0].length <= maxColumns;
    const even = rows.every((row) => row.length === rows[0].length && row.every((value) => value !== null));
    return fits && even ? rows : undefined;
  },
  write: (rows) => rows.map((row) => row.map(writeNumber).join(",")).join("_"),
});

/** Words of letters, digits and a few signs, for what a page reads itself. */
export const words = (fallback, pattern) => ({
  fallback,
  read: (text) => (pattern.test(text) ? text : undefined),
  write: String,
});

const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** The state of an address's query. */
export function readState(table, query) {
  const given = new URLSearchParams(query);
  const read = ([name, field]) => [name, (given.has(name) ? field.read(given.get(name)) : undefined) ?? field.fallback];
  return Object.fromEntries(Object.entries(table).map(read));
}

/** The query of a state, with its question mark; empty where everything is at its default. */
export function writeState(table, state) {
  const parts = Object.entries(table)
    .filter(([name, field]) => !same(state[name], field.fallback))
    .map(([name, field]) => `${name}=${encodeURIComponent(field.write(state[name])).replaceAll("%2C", ",").replaceAll("%2F", "/")}`);
  return parts.length ? `?${parts.join("&")}` : "";
}

/** The fields that every page has. */
export const COMMON = { present: flag(false) };
