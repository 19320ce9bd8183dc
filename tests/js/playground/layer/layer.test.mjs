import assert from "node:assert/strict";
import { test } from "node:test";

import { colourAt, placesInColumn } from "../../../../static/js/playground/layer/photo.js";
import {
  deriveDense, deriveLayer, derivePool, deriveShuffle, equalNeighbours, filtersOf, numberAt, TABLE, volumeOf,
} from "../../../../static/js/playground/layer/model.js";
import { readState, writeState } from "../../../../static/js/playground/shell/state.js";

const START = readState(TABLE, "");

test("a layer's number is the three channels' sums and the bias, then ReLU", () => {
  for (const query of ["", "?padding=1&stride=2", "?kernel=1&filters=4&size=8", "?relu=0&seed=12&kernel=2"]) {
    const state = readState(TABLE, query);
    const derived = deriveLayer(state);
    assert.equal(derived.maps.length, state.filters);
    for (let filter = 0; filter < state.filters; filter++) {
      for (let cell = 0; cell < derived.cells; cell++) {
        const number = numberAt(derived, filter, cell);
        const sum = number.channels.reduce((total, channel) => total + channel.sum, 0);
        assert.equal(sum + number.bias, number.total);
        assert.equal(number.value, state.relu ? Math.max(0, number.total) : number.total);
      }
    }
  }
});

test("the same seed gives the same volume; edits stand in the address", () => {
  assert.deepEqual(volumeOf(START), volumeOf({ ...START }));
  assert.notDeepEqual(volumeOf(START), volumeOf({ ...START, seed: 4 }));
  const red = volumeOf(START)[0].map((row) => row.map(() => 9));
  const weights = filtersOf(START).flat.map((row) => row.map(() => 1));
  const edited = { ...START, red, weights, bias: [[5, 6]] };
  assert.deepEqual(readState(TABLE, writeState(TABLE, edited)), edited);
  assert.deepEqual(volumeOf(edited)[0], red);
  assert.deepEqual(filtersOf(edited).filters[1][2], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]);
  assert.deepEqual(filtersOf(edited).bias, [5, 6]);
  assert.notDeepEqual(volumeOf({ ...edited, size: 4 })[0], red, "edits of another size do not fit");
});

test("a filter larger than the input is explained", () => {
  const derived = deriveLayer({ ...START, size: 3, kernel: 3, padding: 0 });
  assert.equal(derived.possible, true);
  const never = deriveLayer({ ...START, kernel: 4, size: 3 });
  assert.deepEqual([never.possible, never.size.reason, never.last], [false, "window_too_large", -1]);
});

test("max and average pooling of the 4×4 matrix", () => {
  assert.deepEqual(derivePool(START).result, [1, 3, 4, 5]);
  assert.deepEqual(derivePool({ ...START, pooling: "average" }).result, [0.5, 1.5, 2, 2.25]);
  assert.deepEqual(derivePool(START).windows[1], [3, 2, 0, 1]);
  assert.equal(derivePool({ ...START, pool: [[1, 2]], window: 2 }).possible, false);
});

test("the matrix stretched, row after row, and its dot products", () => {
  const { column, weights, bias, result } = deriveDense(START);
  assert.deepEqual(column, [0, 0, 3, 2, 1, 1, 0, 1, 4, 2, 1, 2, 0, 2, 1, 5]);
  result.forEach((value, i) => assert.equal(value, column.reduce((sum, x, j) => sum + x * weights[i][j], bias[i])));
});

test("the picture has 3072 numbers, each with one place", () => {
  const places = new Set();
  for (let y = 0; y < 32; y++) for (let x = 0; x < 32; x++) placesInColumn(y, x).forEach((place) => places.add(place));
  assert.equal(places.size, 3072);
  assert.deepEqual([Math.min(...places), Math.max(...places)], [1, 3072]);
  for (const value of colourAt(31, 31)) assert.ok(value >= 0 && value <= 255);
});

test("shuffled pixels: the same number when fully connected, another map when convolved", () => {
  for (let shuffle = 0; shuffle < 50; shuffle++) {
    const { same, maps, image, shuffled } = deriveShuffle({ ...START, shuffle });
    assert.equal(same[0], same[1]);
    assert.notDeepEqual(maps[0], maps[1]);
    assert.deepEqual(shuffled.flat().sort(), image.flat().sort());
  }
  assert.equal(equalNeighbours([[1, 1], [1, 0]]), 2);
});
