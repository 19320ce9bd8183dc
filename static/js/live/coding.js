/**
 * How a picture is coded before it is sent: as JPEG, or as WebP, which takes a third fewer bytes for the same likeness and
 * some milliseconds more of the device (4.5 against 0.7 for 256 × 192 on a server's core). Whoever is alone would wait
 * for these; among many each waits for a turn anyway, and what is scarce is the room's Wi-Fi.
 */
export const JPEG = "image/jpeg";
export const WEBP = "image/webp";

const MANY = 4; // streams
const AS_LIKE = 0.02; // WebP's quality of the same likeness is that much higher
const LEAST = 0.2;
const SLOW = new Set(["slow-2g", "2g", "3g"]);

/**
 * `{type, quality}` of what is sent. `streams` share the machine; `thin` is whether the visitor's line is. A demo may ask
 * for a `crowdQuality` of its own, which counts among many alone.
 */
export function codingFor({ quality, crowdQuality = quality }, { streams = 1, thin = false } = {}) {
  const many = streams >= MANY;
  return { type: many || thin ? WEBP : JPEG, quality: many ? crowdQuality : quality };
}

/** Whether a browser says that bytes are to be spared, or few get through. */
export const isThin = (connection = globalThis.navigator?.connection) => Boolean(connection?.saveData) || SLOW.has(connection?.effectiveType);

/**
 * A picture as a blob of at most `maxBytes`, if a lower quality makes it that: `{blob, type, quality}`, the type that it
 * has and the quality that was enough. `toBlob(type, quality)` codes it; a browser that cannot make WebP gives a PNG, and
 * then it is a JPEG. Null as blob where there is none.
 */
export async function encoded(toBlob, { type: asked, quality: most, maxBytes }) {
  let type = asked;
  let quality = most;
  const made = () => toBlob(type, type === WEBP ? Math.min(1, quality + AS_LIKE) : quality);
  let blob = await made();
  if (blob && type === WEBP && blob.type !== WEBP) {
    type = JPEG;
    blob = await made();
  }
  while (blob && blob.size > maxBytes && quality > LEAST) {
    quality *= 0.75;
    blob = await made();
  }
  return { blob, type, quality };
}
