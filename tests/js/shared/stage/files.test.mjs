import assert from "node:assert/strict";
import { test } from "node:test";

import { contentOf, readContent } from "../../../../static/js/shared/stage/content.js";
import { kindOfFile, listenToField } from "../../../../static/js/shared/stage/files.js";

const bytes = (...parts) => new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part)));
const brand = (...names) => bytes([0, 0, 0, 8 + 4 + 4 * names.length], "ftyp", names[0], [0, 0, 0, 0], ...names.slice(1));

const KINDS = {
  "picture jpeg": bytes([0xff, 0xd8, 0xff, 0xe0, 0]),
  "picture png": bytes("\x89PNG\r\n\x1a\n", [0, 0]),
  "picture gif": bytes("GIF89a"),
  "picture webp": bytes("RIFF", [1, 0, 0, 0], "WEBPVP8 "),
  "picture tiff": bytes("MM\0*", [0, 0, 0, 8]),
  "picture bmp": bytes("BM", [60, 0, 0, 0, 0, 0, 0, 0]),
  "picture svg": bytes("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn -->\n<svg xmlns='x'>"),
  "picture heic": brand("heic", "mif1", "heic"),
  "picture avif": brand("mif1", "miaf", "avif"),
  "file mp4": brand("isom", "iso2", "avc1", "mp41"),
  "file matroska": bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f]),
  "file avi": bytes("RIFF", [1, 0, 0, 0], "AVI LIST"),
  "file ogg": bytes("OggS", [0, 2]),
  "file quicktime": bytes([0, 0, 0, 8], "wide", [0, 0, 0, 0], "mdat"),
  "null m4a": brand("M4A ", "M4A ", "isom"),
  "null ": bytes("<html><svg></svg></html>"),
};

for (const [expected, content] of Object.entries(KINDS)) {
  test(`the first bytes say that it is ${expected}`, () => {
    const { kind, name } = contentOf(content);
    assert.equal(`${kind} ${name}`, expected);
  });
}

test("no content is too short, or too odd, to be looked at", () => {
  for (let length = 0; length < 30; length++) assert.equal(contentOf(new Uint8Array(length)).kind, null);
  for (const content of Object.values(KINDS)) for (let length = 0; length < content.length; length++) contentOf(content.subarray(0, length));
  assert.equal(contentOf(bytes([0xff, 0xff, 0xff, 0xff], "ftypisom")).kind, "file");
});

test("what is in a file goes before its name and its type, which count where nothing is known", async () => {
  const file = (content, type, name = "") => new File([content], name, { type });
  assert.equal(await kindOfFile(file(KINDS["picture jpeg"], "", "a.jfif")), "picture");
  assert.equal(await kindOfFile(file(KINDS["picture heic"], "", "IMG_1")), "picture");
  assert.equal(await kindOfFile(file(KINDS["file matroska"], "", "film.mkv")), "file");
  assert.equal(await kindOfFile(file(KINDS["picture png"], "video/mp4", "x.mp4")), "picture");
  assert.equal(await kindOfFile(file(KINDS["null m4a"], "video/mp4")), null);
  assert.equal(await kindOfFile(file("what nobody knows", "image/x-new")), "picture");
  assert.equal(await kindOfFile(file("what nobody knows", "video/x-new")), "file");
  assert.equal(await kindOfFile(file("words", "text/plain", "a.jpg")), null);
  assert.equal(await kindOfFile(undefined), null);
  const lost = { type: "image/png", slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };
  assert.equal((await readContent(lost)).kind, null);
  assert.equal(await kindOfFile(lost), "picture");
});

test("a field tells of each file that is none, the same one twice as well", async () => {
  const field = new EventTarget();
  const [taken, refused] = [[], []];
  listenToField(field, async (file) => taken.push(file) && file !== "words", () => refused.push(taken.at(-1)));
  for (const file of ["picture", "words", "words"]) {
    field.files = [file];
    field.dispatchEvent(new Event("change"));
    assert.equal(field.value, "");
    for (let turn = 0; turn < 5; turn++) await null;
  }
  field.files = [];
  field.dispatchEvent(new Event("change"));
  assert.deepEqual([taken, refused], [["picture", "words", "words"], ["words", "words"]]);
});
