/** What single neurons track: their activations over a text, and how those go with things that can be told of it. Pure. */

/** The activations after each letter: `units` numbers a letter, one letter after the other. */
export function trace(writer, codes) {
  const reader = writer.reader();
  const found = new Float64Array(codes.length * writer.units);
  codes.forEach((code, i) => {
    reader.push(code);
    found.set(reader.activations, i * writer.units);
  });
  return found;
}

const isLetter = (sign) => /[\p{L}\p{N}]/u.test(sign ?? " ");

/** Inside quotes: from an opening " on, up to its closing one. A line's end closes it. */
function inQuotes(letters) {
  let open = false;
  return letters.map((letter) => {
    if (letter === '"') open = !open;
    else if (letter === "\n") open = false;
    return open ? 1 : 0;
  });
}

function placeInLine(letters) {
  let place = 0;
  return letters.map((letter) => (place = letter === "\n" ? 0 : place + 1));
}

/** What can be told of each letter of a text, by name: letters → one number a letter. */
export const FEATURES = {
  quotes: inQuotes,
  spaces: (letters) => letters.map((letter) => (/\s/.test(letter) ? 1 : 0)),
  wordends: (letters) => letters.map((letter, i) => (isLetter(letter) && !isLetter(letters[i + 1]) ? 1 : 0)),
  vowels: (letters) => letters.map((letter) => (/^[aeiou]/.test(letter.normalize("NFD").toLowerCase()) ? 1 : 0)),
  place: placeInLine,
};

/** Pearson's correlation of two rows of numbers; 0 where one of them never changes. */
export function correlation(a, b) {
  const n = a.length;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < n; i++) {
    sumA += a[i];
    sumB += b[i];
  }
  let [both, ownA, ownB] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i] - sumA / n, b[i] - sumB / n];
    both += x * y;
    ownA += x * x;
    ownB += y * y;
  }
  return ownA > 1e-12 && ownB > 1e-12 ? both / Math.sqrt(ownA * ownB) : 0;
}

/** One neuron's numbers of a trace. */
export const ofUnit = (found, units, unit) => Float64Array.from({ length: found.length / units }, (_, i) => found[i * units + unit]);

/** The neurons by how strongly they go with a feature, [{unit, correlation}], strongest first. */
export function tracking(found, units, feature) {
  return Array.from({ length: units }, (_, unit) => ({ unit, correlation: correlation(ofUnit(found, units, unit), feature) }))
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}
