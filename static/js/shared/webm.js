/**
 * The duration of a recorded WebM file. A browser writes the header first and cannot know how long the recording will be, so
 * that players show no length and cannot seek. Here the clusters are read for the last picture's time, and the element
 * Duration is put into the header (EBML, RFC 8794; Matroska, RFC 9559). Pure.
 */
const IDS = {
  ebml: 0x1a45dfa3, segment: 0x18538067, seekHead: 0x114d9b74, info: 0x1549a966, scale: 0x2ad7b1, duration: 0x4489,
  cluster: 0x1f43b675, timestamp: 0xe7, simpleBlock: 0xa3, blockGroup: 0xa0, block: 0xa1, cues: 0x1c53bb6b,
};
const OPENED = new Set([IDS.segment, IDS.cluster, IDS.blockGroup]);
const UNKNOWN = -1;

/** The variable-length number at `at`: {value, length}; as an id with its marker, as a size without, -1 where unknown. */
function vint(bytes, at, isId) {
  const first = bytes[at];
  if (!first) return null;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = isId ? first : first & (0xff >> length);
  let ones = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i];
    ones &&= bytes[at + i] === 0xff;
  }
  return { value: !isId && ones ? UNKNOWN : value, length };
}

/** The elements one after the other, those in OPENED opened: {id, start (of the id), data, size}. */
function* elements(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const id = vint(bytes, at, true);
    const size = id && vint(bytes, at + id.length, false);
    if (!size) return;
    const data = at + id.length + size.length;
    yield { id: id.value, start: at, data, size: size.value };
    if (OPENED.has(id.value)) at = data;
    else if (size.value === UNKNOWN) return;
    else at = data + size.value;
  }
}

const unsigned = (bytes, at, size) => bytes.subarray(at, at + size).reduce((value, byte) => value * 256 + byte, 0);

/** The time of a block within its cluster: a signed 16-bit number after the track's. */
function blockTime(bytes, at) {
  const track = vint(bytes, at, false);
  return track ? new DataView(bytes.buffer, bytes.byteOffset).getInt16(at + track.length) : 0;
}

/** What the file says: {info, duration, hasSeeks, times}; info and duration are elements, times those of its blocks. */
function read(bytes) {
  const found = { info: null, duration: null, hasSeeks: false, times: [] };
  let cluster = 0;
  for (const element of elements(bytes)) {
    const { id, data, size } = element;
    if (id === IDS.info) found.info = element;
    else if (id === IDS.seekHead || id === IDS.cues) found.hasSeeks = true;
    else if (id === IDS.timestamp) cluster = unsigned(bytes, data, size);
    else if (id === IDS.simpleBlock || id === IDS.block) found.times.push(cluster + blockTime(bytes, data));
  }
  if (found.info) {
    const inner = bytes.subarray(found.info.data, found.info.data + found.info.size);
    for (const one of elements(inner)) if (one.id === IDS.duration) found.duration = { ...one, data: one.data + found.info.data };
  }
  return found;
}

/** How long it lasts, in the file's own units: until the last picture ends, which is shown as long as those before it. */
function lengthOf(times) {
  const last = times.reduce((most, time) => Math.max(most, time), 0);
  return last + (times.length > 1 ? last / (times.length - 1) : 0);
}

/** A size as eight bytes, which any length of a header fits. */
function eightBytes(size) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(size) | (1n << 56n));
  return out;
}

function joined(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * A WebM file's bytes with its duration in the header. What is no WebM, has no pictures, or tells places of its own that
 * would have to move (SeekHead, Cues), is given back as it is.
 */
export function withDuration(bytes) {
  const first = vint(bytes, 0, true);
  if (first?.value !== IDS.ebml) return bytes;
  const { info, duration, hasSeeks, times } = read(bytes);
  if (!info || !times.length || info.size === UNKNOWN) return bytes;
  const length = lengthOf(times);
  if (duration) {
    const out = bytes.slice();
    const view = new DataView(out.buffer);
    if (duration.size === 4) view.setFloat32(duration.data, length);
    else view.setFloat64(duration.data, length);
    return out;
  }
  if (hasSeeks) return bytes;
  const element = new Uint8Array(11);
  element.set([0x44, 0x89, 0x88]);
  new DataView(element.buffer).setFloat64(3, length);
  const inner = bytes.subarray(info.data, info.data + info.size);
  const head = [bytes.subarray(0, info.start + 4), eightBytes(info.size + element.length)];
  return joined([...head, inner, element, bytes.subarray(info.data + info.size)]);
}

/** A recording's chunks as one file, with its duration where it is WebM. */
export async function recordingOf(chunks, type) {
  const whole = new Blob(chunks, { type });
  if (type !== "video/webm") return whole;
  return new Blob([withDuration(new Uint8Array(await whole.arrayBuffer()))], { type });
}
