/** Matrices as people copy them: each notation gives the same rows, and what is none gives nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { readMatrix } from "../../../../static/js/playground/maths/matrices.js";

const SQUARE = [[1, 2], [3, 4]];
const NOTATIONS = {
  lines: "1 2\n3 4",
  tabs: "1\t2\n3\t4\n",
  commas: "1,2\n3,4",
  "commas and gaps": "1, 2\r\n3, 4\r\n",
  "one line": "1 2; 3 4",
  underscores: "1,2_3,4",
  "a list of lists": "[[1, 2], [3, 4]]",
  "a list of lists over lines": "[\n  [1, 2],\n  [3, 4],\n]",
  "one row after the other": "[1, 2], [3, 4]",
  "NumPy's array": "np.array([[1, 2], [3, 4]])",
  "NumPy's array with its type": "a = numpy.array([[1., 2.], [3., 4.]], dtype=np.float32)",
  "as NumPy prints it": "[[1. 2.]\n [3. 4.]]",
  "as NumPy shows it": "array([[1, 2],\n       [3, 4]])",
  "a tensor": "tensor([[1, 2], [3, 4]], device='cpu')",
  tuples: "((1, 2), (3, 4))",
  Mathematica: "{{1, 2}, {3, 4}}",
  MATLAB: "[1 2; 3 4]",
  "MATLAB with commas": "A = [1, 2; 3, 4];",
  "semicolons between columns": "1;2\n3;4",
  "semicolons at the end": "1 2;\n3 4;",
  LaTeX: "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}",
  "a LaTeX array": "$\\left[\\begin{array}{cc}\n1 & 2 \\\\\n3 & 4\n\\end{array}\\right]$",
  Markdown: "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |",
  "Markdown without a head": "1 | 2\n3 | 4",
};

for (const [name, text] of Object.entries(NOTATIONS)) {
  test(`${name} are read`, () => assert.deepEqual(readMatrix(text), SQUARE));
}

test("numbers of every kind, in every notation", () => {
  assert.deepEqual(readMatrix("1/9 0,5\n2 -3"), [[1 / 9, 0.5], [2, -3]]);
  assert.deepEqual(readMatrix("0,5;–2\n1e-3;7.8e-04"), [[0.5, -2], [0.001, 7.8e-4]]);
  assert.deepEqual(readMatrix("\\begin{bmatrix} \\frac{1}{9} & -2 \\end{bmatrix}"), [[1 / 9, -2]]);
  assert.deepEqual(readMatrix("1 / 9, 2 / 9"), [[1 / 9, 2 / 9]]);
  assert.deepEqual(readMatrix("[1, 2, 3]"), [[1, 2, 3]]);
  assert.deepEqual(readMatrix("1;2"), [[1], [2]]);
  assert.deepEqual(readMatrix("5"), [[5]]);
});

test("what is none, or not for certain, is refused", () => {
  const none = ["", " ", "one two", "1 2\n3", "[[1, 2], [3]]", "[[1, 2], [3, x]]", "[[[1, 2]], [[3, 4]]]", "| a | b |", "\\begin{pmatrix}\\end{pmatrix}",
    "1 2 ...\n3 4", "[[1, 2], 3]", "1 1e9", "1,2\n3;4", "<b>", "x".repeat(30000)];
  for (const text of none) assert.equal(readMatrix(text), null, text.slice(0, 40));
});
