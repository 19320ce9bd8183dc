import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createCapture } from "../../../static/js/live/capture.js";

const ELEMENT = { width: 640, height: 480 };
const SIZE = { width: 320, height: 240 };
let asked = [];
let types = [];
let makes = ["image/jpeg", "image/webp"]; // what the browser can make
let bytesAt = () => 1000; // a picture's bytes, by quality

beforeEach(() => {
  [asked, types] = [[], []];
  makes = ["image/jpeg", "image/webp"];
  bytesAt = () => 1000;
  const context = { fillRect() {}, setTransform() {}, drawImage() {} };
  globalThis.document = {
    createElement: () => ({
      width: 0,
      height: 0,
      getContext: () => context,
      toBlob(resolve, type, quality) {
        asked.push(Math.round(quality * 1000) / 1000);
        types.push(type.slice("image/".length));
        const size = bytesAt(quality);
        resolve({ size, type: makes.includes(type) ? type : "image/png", arrayBuffer: async () => new ArrayBuffer(size) });
      },
    }),
  };
});

const take = (capture, more = {}) => capture.take(ELEMENT, { size: SIZE, mirror: false, maxBytes: 2000, ...more });

test("pictures have the quality that the server asks for, or the usual one", async () => {
  const capture = createCapture();
  await take(capture, { quality: 0.9 });
  await take(capture);
  await take(capture, { quality: 0.9 });
  assert.deepEqual(asked, [0.9, 0.82, 0.836]); // it climbs back slowly
});

test("a picture of too many bytes is made anew, and the next begins where that fitted", async () => {
  bytesAt = (quality) => (quality > 0.7 ? 3000 : 1500);
  const capture = createCapture();
  const { width, height, bytes } = await take(capture, { quality: 0.9 });
  assert.deepEqual([width, height, bytes.byteLength], [320, 240, 1500]);
  await take(capture, { quality: 0.9 });
  assert.deepEqual(asked, [0.9, 0.675, 0.689]);
});

test("one that stays too large is refused", async () => {
  bytesAt = () => 3000;
  await assert.rejects(() => take(createCapture()), RangeError);
});

test("the frame is kept at its own size, and no larger than is drawn on", async () => {
  const { frame } = await take(createCapture());
  assert.deepEqual([frame.width, frame.height, frame.picture.width, frame.picture.height], [640, 480, 640, 480]);
  const upright = await createCapture().take({ width: 3024, height: 4032 }, { size: SIZE, mirror: true, maxBytes: 2000, still: true });
  assert.deepEqual([upright.frame.width, upright.frame.height], [1080, 1440]);
  assert.deepEqual([upright.width, upright.height], [240, 320]);
});

test("WebP has the quality that is like the JPEG's, and fits the bytes as well", async () => {
  bytesAt = (quality) => (quality > 0.8 ? 3000 : 1500);
  const { bytes } = await take(createCapture(), { type: "image/webp", quality: 0.9 });
  assert.deepEqual([asked, types, bytes.byteLength], [[0.92, 0.695], ["webp", "webp"], 1500]);
});

test("a browser that makes no WebP is asked once, and sends JPEG", async () => {
  makes = ["image/jpeg"];
  const capture = createCapture();
  for (let i = 0; i < 2; i++) await take(capture, { type: "image/webp", quality: 0.5 });
  assert.deepEqual(types, ["webp", "jpeg", "jpeg"]);
  assert.equal(asked[1], 0.5);
});
