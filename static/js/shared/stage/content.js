/** What a file is by its first bytes: names and types are missing, or wrong, as often as not. */

/** Bytes that are looked at. */
export const LOOKED_AT = 4096;
/** What the server reads (docs/protocol.md). */
export const SERVED = new Set(["jpeg", "png", "webp", "tiff"]);
/** Bytes of a picture that the server takes at most. */
export const MOST_BYTES = 40_000_000;

const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));
const starts = (...wanted) => (bytes) => wanted.every((byte, at) => bytes[at] === byte);
const says = (word, at = 0) => (bytes) => text(bytes, at, at + word.length) === word;
const both = (one, other) => (bytes) => one(bytes) && other(bytes);

const PICTURES = {
  jpeg: starts(0xff, 0xd8, 0xff),
  png: says("\x89PNG\r\n\x1a\n"),
  gif: says("GIF8"),
  webp: both(says("RIFF"), says("WEBP", 8)),
  tiff: (bytes) => ["II*\0", "MM\0*", "II+\0", "MM\0+"].some((word) => says(word)(bytes)),
  bmp: both(says("BM"), (bytes) => bytes[6] === 0 && bytes[7] === 0 && bytes[8] === 0 && bytes[9] === 0),
  icon: starts(0, 0, 1, 0),
  jxl: (bytes) => starts(0xff, 0x0a)(bytes) || says("JXL ", 4)(bytes),
  svg: (bytes) => /^(\ufeff|\xef\xbb\xbf)?\s*(<\?xml[^]*?|<!--[^]*?|<!doctype svg[^]*?)?\s*<svg[\s>]/i.test(text(bytes)),
};

const VIDEOS = {
  matroska: starts(0x1a, 0x45, 0xdf, 0xa3),
  ogg: says("OggS"),
  avi: both(says("RIFF"), says("AVI ", 8)),
  transport: (bytes) => bytes[0] === 0x47 && bytes[188] === 0x47,
  quicktime: (bytes) => ["moov", "mdat", "wide", "free"].includes(text(bytes, 4, 8)),
};

const HEIC = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]);
const AVIF = new Set(["avif", "avis"]);
const SOUND = new Set(["M4A ", "M4B "]);

/** By its brand (ISO/IEC 14496-12): a picture of a phone, or a film. */
function branded(bytes) {
  if (text(bytes, 4, 8) !== "ftyp") return null;
  const brands = [text(bytes, 8, 12)];
  const end = Math.min(bytes.length, 128, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(bytes, at, at + 4));
  if (brands.some((brand) => AVIF.has(brand))) return { kind: "picture", name: "avif" };
  if (brands.some((brand) => HEIC.has(brand))) return { kind: "picture", name: "heic" };
  return SOUND.has(brands[0]) ? { kind: null, name: "m4a" } : { kind: "file", name: "mp4" };
}

const UNKNOWN = Object.freeze({ kind: null, name: "" });

/** {kind, name}: kind is picture, file (a video) or null, as sources.js takes it; name is the format's. */
export function contentOf(bytes) {
  if (bytes.length < 4) return UNKNOWN;
  for (const [kind, formats] of [["picture", PICTURES], ["file", VIDEOS]]) {
    const name = Object.keys(formats).find((format) => formats[format](bytes));
    if (name) return { kind, name };
  }
  return branded(bytes) ?? UNKNOWN;
}

/** The same of a file; of one that cannot be read nothing is known. */
export async function readContent(file) {
  try {
    return contentOf(new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer()));
  } catch {
    return UNKNOWN;
  }
}
