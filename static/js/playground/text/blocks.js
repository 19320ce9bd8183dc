/**
 * The products of matrices and vectors that a recurrent network is made of, in blocks: several rows at a time, so that
 * each number that was fetched is used more than once. Float64Array throughout, since no conversion is then needed.
 * Matrices lie row by row. Pure.
 */

/** y[yo…] += A · x[xo…]; A is rows × columns, four of its rows at a time. */
export function addProduct(A, rows, columns, x, xo, y, yo) {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    let k = row * columns;
    let l = k + columns;
    let m = l + columns;
    let n = m + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = xo, end = xo + columns; j < end; j++, k++, l++, m++, n++) {
      const u = x[j];
      a += A[k] * u;
      b += A[l] * u;
      c += A[m] * u;
      d += A[n] * u;
    }
    y[yo + row] += a;
    y[yo + row + 1] += b;
    y[yo + row + 2] += c;
    y[yo + row + 3] += d;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let j = 0, k = row * columns; j < columns; j++, k++) sum += A[k] * x[xo + j];
    y[yo + row] += sum;
  }
}

/** y[yo…] += Aᵀ · d[from…]; A is rows × columns, four of its rows at a time. */
export function addTransposed(A, rows, columns, d, from, y, yo) {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const p = d[from + row];
    const q = d[from + row + 1];
    const r = d[from + row + 2];
    const s = d[from + row + 3];
    let k = row * columns;
    let l = k + columns;
    let m = l + columns;
    let n = m + columns;
    for (let j = yo, end = yo + columns; j < end; j++, k++, l++, m++, n++) y[j] += A[k] * p + A[l] * q + A[m] * r + A[n] * s;
  }
  for (; row < rows; row++) {
    const p = d[from + row];
    for (let j = yo, k = row * columns, end = yo + columns; j < end; j++, k++) y[j] += A[k] * p;
  }
}

/** `one` += p·X[k…] + q·X[l…] + r·X[m…] + s·X[n…] of four moments, and `other` with the next row's four. */
function addFour(one, other, columns, X, k, D, t, rows) {
  const [p, q, r, s] = [D[t], D[t + rows], D[t + 2 * rows], D[t + 3 * rows]];
  const [v, w, y, z] = [D[t + 1], D[t + rows + 1], D[t + 2 * rows + 1], D[t + 3 * rows + 1]];
  let l = k + columns;
  let m = l + columns;
  let n = m + columns;
  for (let j = 0; j < columns; j++, k++, l++, m++, n++) {
    const a = X[k];
    const b = X[l];
    const c = X[m];
    const d = X[n];
    one[j] += a * p + b * q + c * r + d * s;
    other[j] += a * v + b * w + c * y + d * z;
  }
}

/** G = Σₜ D[t] ⊗ X[t] over `steps` moments: D[t] are `rows` numbers, X[t] `columns` from `xo` on. Two rows, four moments. */
export function outerSums(G, rows, columns, D, X, xo, steps) {
  const [one, other] = [new Float64Array(columns), new Float64Array(columns)]; // rows that stay near while they grow
  for (let row = 0; row < rows; row += 2) {
    one.fill(0);
    other.fill(0); // of an odd last row its neighbour is of no use, and is not kept
    let t = 0;
    for (; t + 3 < steps; t += 4) addFour(one, other, columns, X, xo + t * columns, D, t * rows + row, rows);
    for (; t < steps; t++) {
      const [p, v] = [D[t * rows + row], D[t * rows + row + 1]];
      for (let j = 0, k = xo + t * columns; j < columns; j++, k++) {
        one[j] += X[k] * p;
        other[j] += X[k] * v;
      }
    }
    G.set(one, row * columns);
    if (row + 1 < rows) G.set(other, (row + 1) * columns);
  }
}
