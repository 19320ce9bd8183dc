/** What stands on a canvas as a JPEG. Throws where the browser cannot write one, without a word: that is the caller's. */
export const encoded = (canvas, quality) =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(""))), "image/jpeg", quality));
