/** Numbers as text: 32 or 16 bits each, base64. Pure. */

const single = new Float32Array(1);
const whole = new Uint32Array(single.buffer);

/** The 16 bits of the number of half precision (IEEE 754) that is nearest. */
function toHalf(value) {
  single[0] = value;
  const sign = (whole[0] >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (!(size < 65520)) return sign | (Number.isNaN(value) ? 0x7e00 : 0x7c00);
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 1e-30)));
  const steps = roundToEven(size / 2 ** (exponent - 10)); // a step is the last bit's worth
  // Steps of the smallest exponent count from 0; of the others from 1024. One too many carries into the exponent by itself.
  return sign | (steps + (exponent + 14) * 1024);
}

const roundToEven = (x) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

function fromHalf(half) {
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  const size = exponent === 31 ? (fraction ? NaN : Infinity) : exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
  return half & 0x8000 ? -size : size;
}

/** How many bytes a number takes, by the kind's name. */
export const KINDS = { float16: 2, float32: 4 };

/** Numbers in the order of bytes that all have: little-endian. */
export function encode(numbers, kind) {
  const view = new DataView(new ArrayBuffer(numbers.length * KINDS[kind]));
  numbers.forEach((value, i) => (kind === "float16" ? view.setUint16(2 * i, toHalf(value), true) : view.setFloat32(4 * i, value, true)));
  const bytes = new Uint8Array(view.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/** The numbers of a text, as a Float64Array; null where it is no base64 of `count` finite ones. */
export function decode(text, kind, count) {
  if (typeof text !== "string" || text.length !== 4 * Math.ceil((count * KINDS[kind]) / 3)) return null;
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
  if (bytes.length !== count * KINDS[kind]) return null;
  const view = new DataView(bytes.buffer);
  const numbers = Float64Array.from({ length: count }, (_, i) => (kind === "float16" ? fromHalf(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true)));
  return numbers.every(Number.isFinite) ? numbers : null;
}
