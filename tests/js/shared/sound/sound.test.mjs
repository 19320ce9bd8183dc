import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, Hops, loudness, mono, toInt16 } from "../../../../static/js/shared/sound/hops.js";
import { Resampler } from "../../../../static/js/shared/sound/resample.js";
import { peaks } from "../../../../static/js/shared/sound/scope.js";
import { codeOf } from "../../../../static/js/shared/sound/sources.js";
import { tones } from "../../../../static/js/shared/sound/tones.js";

const sine = (rate, frequency, seconds) => Float32Array.from({ length: rate * seconds }, (_, at) => Math.sin((2 * Math.PI * frequency * at) / rate));
const rms = (samples) => Math.sqrt(samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length);

function resampled(samples, from, to, piece = 128) {
  const resampler = new Resampler(from, to);
  const made = [];
  for (let at = 0; at < samples.length; at += piece) made.push(...resampler.push(samples.subarray(at, at + piece)));
  return Float32Array.from(made);
}

for (const from of [48_000, 44_100, 16_000, 8_000]) {
  test(`a tone at ${from} samples a second is the same tone at 16,000`, () => {
    const found = resampled(sine(from, 1000, 1), from, 16_000);
    const expected = sine(16_000, 1000, 1);
    assert.ok(Math.abs(found.length - 16_000) < 50, `${found.length} samples`);
    const [begin, end] = [200, found.length - 200];
    for (let at = begin; at < end; at++) assert.ok(Math.abs(found[at] - expected[at]) < 0.01, `${at}: ${found[at]}, not ${expected[at]}`);
  });
}

test("what is too high for the lower rate is filtered out, not folded down", () => {
  assert.ok(rms(resampled(sine(48_000, 12_000, 0.5), 48_000, 16_000)) < 0.005);
  assert.ok(rms(resampled(sine(48_000, 6_000, 0.5), 48_000, 16_000)) > 0.6);
});

test("pieces of any length make the same sound", () => {
  const sound = sine(44_100, 440, 0.3);
  const whole = resampled(sound, 44_100, 16_000, sound.length);
  for (const piece of [1, 128, 1000]) {
    const found = resampled(sound, 44_100, 16_000, piece);
    assert.ok(Math.abs(found.length - whole.length) <= 1);
    for (let at = 0; at < Math.min(found.length, whole.length); at++) assert.ok(Math.abs(found[at] - whole[at]) < 1e-4, `${piece}, ${at}`);
  }
});

test("a minute has as many samples as it should", () => {
  const resampler = new Resampler(44_100, 16_000);
  const silence = new Float32Array(44_100);
  let count = 0;
  for (let second = 0; second < 60; second++) count += resampler.push(silence).length;
  assert.ok(Math.abs(count - 60 * 16_000) < 50, `${count} samples a minute`);
});

test("hops have one length, whatever comes, and lose nothing", () => {
  const hops = new Hops(5);
  const whole = [[0.1, 0.2], [0.3], [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]].flatMap((piece) => hops.push(Float32Array.from(piece)));
  assert.deepEqual(whole.map((hop) => [...hop].map((value) => Math.round((value / 32767) * 10))), [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]);
});

test("samples are cut at full scale and written little-endian", () => {
  assert.deepEqual([1, -1, 2, -2, 0].map(toInt16), [32767, -32767, 32767, -32767, 0]);
  assert.deepEqual([...new Uint8Array(bytesOf(Int16Array.of(1, -2, 256)))], [1, 0, 254, 255, 0, 1]);
});

test("channels are mixed to their mean", () => {
  assert.deepEqual([...mono([Float32Array.of(1, 0), Float32Array.of(0, 0.5)])], [0.5, 0.25]);
});

test("the level goes from silence to full scale by decibels", () => {
  assert.equal(loudness(new Int16Array(100)), 0);
  assert.equal(loudness(new Int16Array(100).fill(32767)), 1);
  assert.ok(Math.abs(loudness(new Int16Array(100).fill(1036)) - 0.5) < 0.01, "30 dB below is the middle");
  assert.deepEqual(peaks(Int16Array.of(0, -32767, 100, 0), 2), [1, 100 / 32767]);
});

test("the built-in sound is the same each time, and never cut", () => {
  const [one, other] = [tones(8000), tones(8000)];
  assert.deepEqual(one, other);
  assert.equal(one.length, 24_000);
  assert.ok(one.every((value) => Math.abs(value) < 0.9) && rms(one) > 0.02);
});

test("each way in which a microphone fails has its own sentence", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "WhoKnows"];
  assert.deepEqual(names.map((name) => codeOf({ name })), ["microphone_denied", "microphone_missing", "microphone_busy", "microphone_failed"]);
});
