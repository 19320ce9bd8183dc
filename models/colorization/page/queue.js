/** What becomes of a photograph that is to be coloured: its states and sentences. Pure. */

export const MOST_BYTES = 40_000_000;
const KINDS = /\.(jpe?g|png|webp|tiff?)$/i;

/** Why a file is not even sent, as a string's key; null if it may be tried. */
export function refusalOf({ name, size, type }) {
  if (size === 0) return "photo_empty";
  if (size > MOST_BYTES) return "photo_heavy";
  const known = KINDS.test(name) || /^image\/(jpeg|png|webp|tiff)$/.test(type);
  return known ? null : "photo_kind";
}

/** `family.tif` becomes `family-colour.jpg`. */
export const colouredName = (name) => `${name.replace(/\.[^.]*$/, "") || "photograph"}-colour.jpg`;

/** TIFF is what browsers do not show: the grey of the coloured picture stands in for it. */
export const isShowable = ({ name, type }) => type !== "image/tiff" && !/\.tiff?$/i.test(name);

/** The share of the whole way that is done: uploading is the first half. */
export const progressOf = (sent, total) => (total > 0 ? Math.min(0.5, (0.5 * sent) / total) : 0);

/** Jobs one after another; `add` resolves when its own is through, whether it went well or not. */
export function createQueue() {
  let last = Promise.resolve();
  return {
    add(job) {
      const mine = last.then(job);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
