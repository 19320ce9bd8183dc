import assert from "node:assert/strict";
import { test } from "node:test";

import { addProduct, addTransposed, outerSums } from "../../../../static/js/playground/text/blocks.js";
import { CELLS } from "../../../../static/js/playground/text/cells.js";
import { createWriter, drawFrom, read } from "../../../../static/js/playground/text/writer.js";

const TEXT = "to be, or not to be, that is the question: whether 'tis nobler in the mind to suffer ";
const { letters, codes } = read(TEXT);
const made = (cell, more = {}) => createWriter({ letters: letters.length, units: 7, cell, seed: 3, length: 9, ...more });
const wave = (count, step = 1) => Float64Array.from({ length: count }, (_, i) => Math.sin(step * (i + 1)));

for (const [rows, columns] of [[1, 1], [2, 3], [5, 4], [7, 7], [8, 6]]) {
  test(`blocked products of ${rows} × ${columns} are the plain sums`, () => {
    const [A, x, d] = [wave(rows * columns), wave(columns + 1, 2), wave(rows + 2, 3)];
    const y = new Float64Array(rows + 1).fill(1);
    addProduct(A, rows, columns, x, 1, y, 1);
    const z = new Float64Array(columns);
    addTransposed(A, rows, columns, d, 2, z, 0);
    for (let i = 0; i < rows; i++) {
      const sum = Array.from({ length: columns }, (_, j) => A[i * columns + j] * x[1 + j]).reduce((a, b) => a + b, 1);
      assert.ok(Math.abs(y[1 + i] - sum) < 1e-12);
    }
    for (let j = 0; j < columns; j++) {
      const sum = Array.from({ length: rows }, (_, i) => A[i * columns + j] * d[2 + i]).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(z[j] - sum) < 1e-12);
    }
  });
}

test("blocked outer products are the plain sums", () => {
  const [rows, columns, steps] = [3, 5, 6];
  const [D, X, G] = [wave(rows * steps), wave(columns * (steps + 1), 2), wave(rows * columns)];
  outerSums(G, rows, columns, D, X, columns, steps);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let t = 0; t < steps; t++) sum += D[t * rows + i] * X[(t + 1) * columns + j];
      assert.ok(Math.abs(G[i * columns + j] - sum) < 1e-12);
    }
  }
});

for (const cell of Object.keys(CELLS)) {
  test(`${cell}: every gradient is what a small change does`, () => {
    const writer = made(cell);
    for (const [key, array] of Object.entries(writer.weights)) array.forEach((_, i) => (array[i] += 0.4 * Math.sin(i * 7 + key.length)));
    const begin = () => {
      writer.state.h.set(wave(7, 5).map((x) => x / 2), 0);
      writer.state.c.set(wave(7, 4), 0);
    };
    const loss = () => (begin(), writer.forward(codes, 4));
    loss();
    writer.backward(codes, 4);
    for (const [key, array] of Object.entries(writer.weights)) {
      for (let i = 0; i < array.length; i++) {
        const [was, found] = [array[i], writer.gradient[key][i]];
        array[i] = was + 1e-5;
        const above = loss();
        array[i] = was - 1e-5;
        const slope = (above - loss()) / 2e-5;
        array[i] = was;
        assert.ok(Math.abs(slope - found) < 1e-6 * (1 + Math.abs(found)), `${cell}, ${key}[${i}]: ${found}, by a change ${slope}`);
      }
    }
  });

  test(`${cell}: learns a sentence by heart, the same way each time`, () => {
    const learn = () => {
      const writer = made(cell, { units: 24 });
      const losses = Array.from({ length: 1500 }, () => writer.learn(codes));
      return { writer, losses };
    };
    const { writer, losses } = learn();
    assert.ok(Math.abs(losses[0] - 9 * Math.log(letters.length)) < 0.2, "it begins knowing nothing");
    assert.ok(writer.lossOn(codes) < 0.5, `it ends at ${writer.lossOn(codes)} nats a letter`);
    assert.deepEqual(learn().losses, losses);
  });

  test(`${cell}: reads and writes without touching what it learns from`, () => {
    const [writer, other] = [made(cell), made(cell)];
    for (let i = 0; i < 50; i++) {
      assert.equal(writer.learn(codes), other.learn(codes));
      writer.sample([0], 20, { seed: i });
      writer.lossOn(codes);
    }
    assert.deepEqual(writer.sample([0], 40, { seed: 5 }), other.sample([0], 40, { seed: 5 }));
    assert.notDeepEqual(writer.sample([0], 40, { seed: 5 }), writer.sample([0], 40, { seed: 6 }));
  });
}

test("a low temperature writes what is likeliest", () => {
  const writer = made("rnn", { units: 24 });
  for (let i = 0; i < 600; i++) writer.learn(codes);
  const likeliest = () => {
    const reader = writer.reader();
    const written = [];
    for (let last = 0; written.length < 20; ) {
      const p = reader.push(last);
      written.push((last = p.indexOf(Math.max(...p))));
    }
    return written;
  };
  assert.deepEqual(writer.sample([0], 20, { temperature: 0.01 }), likeliest());
});

test("probabilities add up, and a share picks among them", () => {
  const sum = made("gru").reader().push(2).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - 1) < 1e-12);
  assert.deepEqual([0, 0.25, 0.74, 0.76, 1].map((share) => drawFrom([0.25, 0.5, 0.25], share)), [0, 1, 1, 2, 2]);
});

test("a text is its letters and their numbers", () => {
  assert.deepEqual(read("abca"), { letters: ["a", "b", "c"], codes: Int32Array.of(0, 1, 2, 0) });
});
