import assert from "node:assert/strict";
import { test } from "node:test";

import { convolution, heads, inception, network, oneAgainstPile, pooling, totals } from "../../../../static/js/playground/maths/counting.js";
import { convolveVolume } from "../../../../static/js/playground/maths/convolution.js";
import { patchMap } from "../../../../static/js/playground/maths/geometry.js";
import { firstAfterColumn, FRESH, readLayers, TABLE, writeLayers } from "../../../../static/js/playground/parameters/model.js";
import { readState, writeState } from "../../../../static/js/playground/shell/state.js";

const conv = (filters, kernel = 3, padding = 1, stride = 1) => ({ kind: "conv", kernel, filters, padding, stride });
const halve = { kind: "pool", size: 2, stride: 2 };

test("VGG-16 has 138,357,544 parameters and ResNet's first layer 9,408 weights", () => {
  const vgg = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];
  const layers = [...vgg.map((filters) => (filters ? conv(filters) : halve)), ...[4096, 4096, 1000].map((units) => ({ kind: "fc", units }))];
  const rows = network({ height: 224, width: 224, channels: 3 }, layers);
  assert.equal(totals(rows).parameters, 138357544);
  assert.equal(totals(rows).macs, 15470264320);
  assert.deepEqual(rows[17].shape, { height: 7, width: 7, channels: 512 });
  assert.equal(rows[17].field.size, 212);
  const stem = convolution({ height: 224, width: 224, channels: 3 }, { kernel: 7, filters: 64, stride: 2, padding: 3, bias: false });
  assert.deepEqual([stem.parameters, stem.shape.height], [9408, 112]);
});

test("GoogLeNet's inception 3a has 163,696 parameters and 256 channels", () => {
  const module = { side: 28, channels: 192, one: 64, reduce3: 96, three: 128, reduce5: 16, five: 32, project: 32 };
  const thin = inception(module);
  const thick = inception(module, false);
  assert.deepEqual([thin.parameters, thin.channels], [163696, 256]);
  assert.equal(thick.parameters, 192 * 64 + 64 + 9 * 192 * 128 + 128 + 25 * 192 * 32 + 32);
  assert.equal(thick.channels, 64 + 128 + 32 + 192);
  for (const { rows } of [...thin.branches, ...thick.branches]) assert.equal(rows.at(-1).shape.height, 28);
});

test("one 7×7 against three 3×3: the same field, 49 to 27", () => {
  const { one, pile } = oneAgainstPile({ side: 20, channels: 8, kernel: 7, bias: false });
  assert.equal(totals(one).parameters, 49 * 64);
  assert.equal(totals(pile).parameters, 27 * 64);
  assert.equal(totals(one).macs, 49 * 64 * 400);
  for (const kernel of [3, 5, 7, 9, 11]) {
    const { one: large, pile: small } = oneAgainstPile({ side: 20, channels: 1, kernel });
    assert.equal(large.at(-1).field.size, kernel);
    assert.equal(small.at(-1).field.size, kernel);
    assert.deepEqual(small.at(-1).shape, large.at(-1).shape);
  }
});

test("a fully connected head against the average", () => {
  const { connected, averaged } = heads({ side: 7, channels: 1024, classes: 1000 });
  assert.equal(totals(connected).parameters, 7 * 7 * 1024 * 1000 + 1000);
  assert.equal(totals(averaged).parameters, 1024 * 1000 + 1000);
  assert.equal(averaged.at(-1).field.size, Infinity);
});

test("counted shapes are computed shapes, counted fields are the pixels that are read", () => {
  const volume = (side) => [Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => y * side + x))];
  for (const layer of [conv(2, 3, 1, 2), conv(3, 2, 0, 1), conv(1, 5, 2, 3)]) {
    const made = convolution({ height: 11, width: 11, channels: 1 }, layer);
    const kernel = Array.from({ length: layer.kernel }, () => Array(layer.kernel).fill(1));
    const out = convolveVolume(volume(11), Array(layer.filters).fill([kernel]), layer);
    assert.deepEqual([out.length, out[0].length, out[0][0].length], [made.shape.channels, made.shape.height, made.shape.width]);
  }
  const layers = [conv(1, 3, 1, 2), halve, conv(1, 3, 0, 1)];
  const rows = network({ height: 40, width: 40, channels: 1 }, layers);
  const maps = [
    patchMap({ height: 40, width: 40 }, { height: 3, width: 3 }, { stride: 2, padding: 1 }),
    patchMap({ height: 20, width: 20 }, { height: 2, width: 2 }, { stride: 2 }),
    patchMap({ height: 10, width: 10 }, { height: 3, width: 3 }),
  ];
  const { size, jump, start } = rows[2].field;
  for (const at of [2, 5]) {
    let cells = [at * maps[2].width + at];
    for (const map of [...maps].reverse()) {
      cells = cells.flatMap((cell) => [...map.sources.subarray(cell * map.taps, (cell + 1) * map.taps)]).filter((pixel) => pixel >= 0);
    }
    const rowsRead = cells.map((pixel) => Math.floor(pixel / 40));
    assert.deepEqual([Math.min(...rowsRead), Math.max(...rowsRead)], [start + at * jump, start + at * jump + size - 1]);
  }
});

test("a layer that does not fit ends the count with its reason", () => {
  const rows = network({ height: 4, width: 4, channels: 3 }, [halve, conv(8, 3, 0), conv(8)]);
  assert.equal(rows.length, 2);
  assert.equal(rows[1].reason, "window_too_large");
  assert.equal(totals(rows).parameters, 0);
  assert.equal(pooling({ height: 1, width: 1, channels: 1 }, { size: 2 }).reason, "window_too_large");
});

test("memory is four bytes a number", () => {
  const [row] = network({ height: 8, width: 8, channels: 3 }, [conv(16)]);
  assert.deepEqual(row.memory, { weights: 4 * (27 * 16 + 16), output: 4 * 8 * 8 * 16 });
});

test("networks go into the address and come back", () => {
  const layers = readLayers("c3-16-1-1.p2-2.g.f10");
  assert.deepEqual(layers.map(({ kind }) => kind), ["conv", "pool", "gap", "fc"]);
  assert.equal(writeLayers(layers), "c3-16-1-1.p2-2.g.f10");
  assert.deepEqual(readLayers(""), []);
  for (const bad of ["x", "c3", "c3-16-1-9", "c0-16-1-1", "p2", "f", "f-1", "g1", "c3-16-1-1..f10", Array(13).fill("g").join(".")]) {
    assert.equal(readLayers(bad), undefined, bad);
  }
  const start = readState(TABLE, "");
  const state = { ...start, layers, layer: 2, side: 100, kernel: 5, classes: 10 };
  assert.deepEqual(readState(TABLE, writeState(TABLE, state)), state);
  assert.deepEqual(readState(TABLE, "?layers=bad&side=-1&kernel=4&input=99999"), start);
  for (const layer of Object.values(FRESH)) assert.deepEqual(readLayers(writeLayers([layer])), [layer]);
});

test("a picture layer after a column is noticed", () => {
  assert.equal(firstAfterColumn(readLayers("c3-16-1-1.f10")), -1);
  assert.equal(firstAfterColumn(readLayers("f10.f10.c1-16-1-0")), 2);
});
