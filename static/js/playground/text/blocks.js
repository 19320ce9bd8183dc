/**
 * The products of matrices and vectors that a recurrent network is made of, in blocks: several rows at a time, so that
 * each number that was fetched is used more than once. Float64Array throughout, since no conversion is then needed.
 * Matrices lie row by row. Pure.
 */

/** y[yo…] += A · x[xo…]; A is rows × columns. */
export function addProduct(A, rows, columns, x, xo, y, yo) {
  let row = 0;
  for (; row + 1 < rows; row += 2) {
    let k = row * columns;
    let l = k + columns;
    let [a, b, c, d] = [0, 0, 0, 0];
    let j = xo;
    for (const end = xo + columns - 1; j < end; j += 2, k += 2, l += 2) {
      const u = x[j];
      const v = x[j + 1];
      a += A[k] * u;
      b += A[l] * u;
      c += A[k + 1] * v;
      d += A[l + 1] * v;
    }
    if (columns % 2) {
      a += A[k] * x[j];
      b += A[l] * x[j];
    }
    y[yo + row] += a + c;
    y[yo + row + 1] += b + d;
  }
  if (row < rows) {
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

/** G = Σₜ D[t] ⊗ X[t] over `steps` moments, four at a time: D[t] are `rows` numbers, X[t] `columns` from `xo` on. */
export function outerSums(G, rows, columns, D, X, xo, steps) {
  const sums = new Float64Array(columns); // one row, which stays near while it grows
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    let t = 0;
    for (; t + 3 < steps; t += 4) {
      const p = D[t * rows + row];
      const q = D[(t + 1) * rows + row];
      const r = D[(t + 2) * rows + row];
      const s = D[(t + 3) * rows + row];
      let k = xo + t * columns;
      let l = k + columns;
      let m = l + columns;
      let n = m + columns;
      for (let j = 0; j < columns; j++, k++, l++, m++, n++) sums[j] += X[k] * p + X[l] * q + X[m] * r + X[n] * s;
    }
    for (; t < steps; t++) {
      const p = D[t * rows + row];
      for (let j = 0, k = xo + t * columns; j < columns; j++, k++) sums[j] += X[k] * p;
    }
    G.set(sums, row * columns);
  }
}
