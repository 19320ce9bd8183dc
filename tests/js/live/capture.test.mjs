import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createCapture } from "../../../static/js/live/capture.js";

const ELEMENT = { width: 640, height: 480 };
const SIZE = { width: 320, height: 240 };
let asked = [];
let bytesAt = () => 1000; // a picture's bytes, by quality

beforeEach(() => {
  asked = [];
  bytesAt = () => 1000;
  const context = { fillRect() {}, setTransform() {}, drawImage() {} };
  globalThis.document = {
    createElement: () => ({
      getContext: () => context,
      toBlob(resolve, type, quality) {
        asked.push(Math.round(quality * 1000) / 1000);
        const size = bytesAt(quality);
        resolve({ size, arrayBuffer: async () => new ArrayBuffer(size) });
      },
    }),
  };
});

const encode = (capture, more = {}) => capture.encode(ELEMENT, { size: SIZE, mirror: false, maxBytes: 2000, ...more });

test("pictures have the quality that the server asks for, or the usual one", async () => {
  const capture = createCapture();
  await encode(capture, { quality: 0.9 });
  await encode(capture);
  await encode(capture, { quality: 0.9 });
  assert.deepEqual(asked, [0.9, 0.82, 0.836]); // it climbs back slowly
});

test("a picture of too many bytes is made anew, and the next begins where that fitted", async () => {
  bytesAt = (quality) => (quality > 0.7 ? 3000 : 1500);
  const capture = createCapture();
  const { width, height, bytes } = await encode(capture, { quality: 0.9 });
  assert.deepEqual([width, height, bytes.byteLength], [320, 240, 1500]);
  await encode(capture, { quality: 0.9 });
  assert.deepEqual(asked, [0.9, 0.675, 0.689]);
});

test("one that stays too large is refused", async () => {
  bytesAt = () => 3000;
  await assert.rejects(() => encode(createCapture()), RangeError);
});
