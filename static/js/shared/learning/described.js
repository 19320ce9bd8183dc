/** What the server's network says of a picture, as numbers (models/toolkit/described.py). Pure. */

export const FEATURES = 1280;
export const MOST = 6;

/** The bytes of base64; null for what is none. */
export function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** An answer's features, 0 to 6; null for what has another length. */
export function featuresOf(text) {
  const bytes = bytesOf(text);
  if (bytes?.length !== 2 * FEATURES) return null;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: FEATURES }, (_, at) => (view.getUint16(2 * at, true) * MOST) / 65535);
}
