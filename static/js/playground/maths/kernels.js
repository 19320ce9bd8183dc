/**
 * Kernels by name. Each has whole `rows` and a `factor` [numerator, denominator] in front of the matrix, as textbooks
 * write them: the weights are rows · numerator / denominator.
 *
 * Sobel: I. Sobel and G. Feldman, 1968. Prewitt: J. Prewitt, Object Enhancement and Extraction, 1970.
 */
const UNIT = [1, 1];

const motion = Array.from({ length: 5 }, (_, row) => Array.from({ length: 5 }, (_, column) => Number(row === column)));

export const KERNELS = [
  { name: "identity", factor: UNIT, rows: [[0, 0, 0], [0, 1, 0], [0, 0, 0]] },
  { name: "edge", factor: UNIT, rows: [[0, 1, 0], [1, -4, 1], [0, 1, 0]] },
  { name: "emboss", factor: UNIT, rows: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]] },
  { name: "sharpen", factor: UNIT, rows: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]] },
  { name: "box", factor: [1, 9], rows: [[1, 1, 1], [1, 1, 1], [1, 1, 1]] },
  { name: "gaussian", factor: [1, 16], rows: [[1, 2, 1], [2, 4, 2], [1, 2, 1]] },
  { name: "sobel_x", factor: UNIT, rows: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] },
  { name: "sobel_y", factor: UNIT, rows: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]] },
  { name: "prewitt_x", factor: UNIT, rows: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]] },
  { name: "prewitt_y", factor: UNIT, rows: [[-1, -1, -1], [0, 0, 0], [1, 1, 1]] },
  { name: "laplacian", factor: UNIT, rows: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]] },
  { name: "motion", factor: [1, 5], rows: motion },
];

/** The kernel of a name, or undefined. */
export const kernelNamed = (name) => KERNELS.find((kernel) => kernel.name === name);

/** The name of the kernel with these rows and this factor, or null. */
export function nameOf(rows, [over, under] = UNIT) {
  const text = JSON.stringify(rows);
  const found = KERNELS.find(({ rows: own, factor }) => JSON.stringify(own) === text && factor[0] * under === over * factor[1]);
  return found?.name ?? null;
}

/** The classic first example: 0/1 image and filter whose result is 434 / 243 / 234. */
export const CLASSIC = {
  image: [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]],
  kernel: [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
};

/** A small matrix for stretching. */
export const STRETCHED = [[0, 0, 3, 2], [1, 1, 0, 1], [4, 2, 1, 2], [0, 2, 1, 5]];
