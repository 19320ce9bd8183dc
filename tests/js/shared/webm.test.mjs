/** The duration that a recorded WebM file gets. The files here are put together byte by byte, as browsers write them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { recordingOf, withDuration } from "../../../static/js/shared/webm.js";

const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const bytesOf = (number) => {
  const out = [];
  for (let left = number; left > 0; left = Math.floor(left / 256)) out.unshift(left % 256);
  return out.length ? out : [0];
};
const sized = (size) => (size < 127 ? [0x80 | size] : [0x40 | (size >> 8), size & 0xff]);
const element = (id, data) => [...bytesOf(id), ...sized(data.length), ...data];
const block = (time, filling = 20) => element(0xa3, [0x81, (time >> 8) & 0xff, time & 0xff, 0x80, ...Array(filling).fill(7)]);
const cluster = (start, times) => [0x1f, 0x43, 0xb6, 0x75, ...UNKNOWN, ...element(0xe7, bytesOf(start)), ...times.flatMap((time) => block(time))];

const HEADER = element(0x1a45dfa3, element(0x4282, [...Buffer.from("webm")]));
const SCALE = element(0x2ad7b1, bytesOf(1_000_000));
const INFO = element(0x1549a966, [...SCALE, ...element(0x4d80, [...Buffer.from("Chrome")])]);
const TRACKS = element(0x1654ae6b, [0xae, 0x80]);
const fileOf = (info, ...more) => Uint8Array.from([...HEADER, 0x18, 0x53, 0x80, 0x67, ...UNKNOWN, ...info, ...more.flat()]);

/** The number in the first Duration element: found by its id and size, as eight bytes or four. */
function durationIn(bytes) {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x44, 0x89]));
  if (at < 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return bytes[at + 2] === 0x88 ? view.getFloat64(at + 3) : view.getFloat32(at + 3);
}

test("a recording says how long it is: to the end of its last picture", () => {
  const plain = fileOf(INFO, TRACKS, cluster(0, [0, 100, 200]), cluster(300, [0, 100]));
  const made = withDuration(plain);
  assert.equal(durationIn(plain), null);
  assert.equal(durationIn(made), 500);
  assert.equal(made.length, plain.length + 11 + 7); // the element, and a size of eight bytes in place of one
});

test("nothing else of the file changes, and the header holds together", () => {
  const plain = fileOf(INFO, TRACKS, cluster(0, [0, 40]));
  const made = withDuration(plain);
  const tail = Buffer.from([...TRACKS, ...cluster(0, [0, 40])]);
  assert.equal(Buffer.from(made).subarray(-tail.length).compare(tail), 0);
  const info = Buffer.from(made).indexOf(Buffer.from([0x15, 0x49, 0xa9, 0x66]));
  const size = Number(new DataView(made.buffer).getBigUint64(info + 4) & ((1n << 56n) - 1n));
  assert.equal(info + 12 + size, made.length - tail.length, "the next element begins where the header ends");
});

test("a duration that is there already is put right", () => {
  const zero = [...element(0x4489, [0, 0, 0, 0])];
  const made = withDuration(fileOf(element(0x1549a966, [...SCALE, ...zero]), TRACKS, cluster(1000, [0, 500])));
  assert.equal(durationIn(made), 3000);
  assert.equal(made.length, fileOf(element(0x1549a966, [...SCALE, ...zero]), TRACKS, cluster(1000, [0, 500])).length);
});

test("blocks in groups count, and clusters before their beginning", () => {
  const group = element(0xa0, element(0xa1, [0x81, 0x00, 0x64, 0x00, 9, 9]));
  const late = [0x1f, 0x43, 0xb6, 0x75, ...UNKNOWN, ...element(0xe7, bytesOf(900)), ...group];
  assert.equal(durationIn(withDuration(fileOf(INFO, TRACKS, cluster(0, [0]), late))), 2000);
});

test("what cannot be mended is left as it is", () => {
  const seeks = fileOf([...element(0x114d9b74, [0xec, 0x80]), ...INFO], TRACKS, cluster(0, [0, 10]));
  for (const bytes of [Uint8Array.from([]), Uint8Array.from([0, 0, 0, 24, 0x66]), fileOf(INFO, TRACKS), seeks]) {
    assert.equal(withDuration(bytes), bytes);
  }
  const cut = fileOf(INFO, TRACKS, cluster(0, [0, 100])).subarray(0, 60);
  assert.doesNotThrow(() => withDuration(cut));
});

test("chunks become one file, WebM or not", async () => {
  const plain = fileOf(INFO, TRACKS, cluster(0, [0, 100]));
  const made = await recordingOf([plain.subarray(0, 50), plain.subarray(50)], "video/webm");
  assert.equal(durationIn(new Uint8Array(await made.arrayBuffer())), 200);
  const other = await recordingOf([plain], "video/mp4");
  assert.equal(other.size, plain.length);
});
