/**
 * Recurrent cells: what becomes of a state when one more letter is read, and the way back. Pure.
 *
 * A cell has `gates` blocks of H numbers. `forward` gets what the letter says (X) and what the last state says (A = W·h),
 * each gates × H numbers at an offset, and the last state; it writes the next state and keeps what the way back needs.
 * `backward` gets the loss's gradient by the next state and writes that by X, by A, and by the last state directly.
 * Where a moment's numbers begin is told by the moment t: X, A and the kept ones at t · gates · H, states at t · H.
 */

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The plain recurrent network (Elman, 1990): h' = tanh(X + A). */
const rnn = {
  gates: 1, hasCell: false,
  forward(t, H, { X, A, kept, h }) {
    for (let i = 0, at = t * H; i < H; i++, at++) h[at + H] = kept[at] = Math.tanh(X[at] + A[at]);
  },
  backward(t, H, { kept, dh, dX, dA }) {
    for (let i = 0, at = t * H; i < H; i++, at++) dX[at] = dA[at] = dh[i] * (1 - kept[at] * kept[at]);
    dh.fill(0);
  },
};

/** The gated recurrent unit (Cho et al., EMNLP 2014), its reset after the product: h' = (1 − z) · n + z · h. */
const gru = {
  gates: 3, hasCell: false,
  forward(t, H, { X, A, kept, h }) {
    for (let i = 0, r = t * 3 * H; i < H; i++, r++) {
      const [z, n, last] = [r + H, r + 2 * H, t * H + i];
      kept[r] = sigmoid(X[r] + A[r]);
      kept[z] = sigmoid(X[z] + A[z]);
      kept[n] = Math.tanh(X[n] + kept[r] * A[n]);
      h[last + H] = (1 - kept[z]) * kept[n] + kept[z] * h[last];
    }
  },
  backward(t, H, { A, kept, h, dh, dX, dA }) {
    for (let i = 0, r = t * 3 * H; i < H; i++, r++) {
      const [z, n] = [r + H, r + 2 * H];
      const slope = dh[i];
      const toN = slope * (1 - kept[z]) * (1 - kept[n] * kept[n]);
      dX[n] = toN;
      dA[n] = toN * kept[r];
      dX[r] = dA[r] = toN * A[n] * kept[r] * (1 - kept[r]);
      dX[z] = dA[z] = slope * (h[t * H + i] - kept[n]) * kept[z] * (1 - kept[z]);
      dh[i] = slope * kept[z];
    }
  },
};

/** Long short-term memory (Hochreiter and Schmidhuber, 1997; with Gers' forget gate, 2000). */
const lstm = {
  gates: 4, hasCell: true,
  forward(t, H, { X, A, kept, h, c }) {
    for (let i = 0, input = t * 4 * H; i < H; i++, input++) {
      const [forget, output, fresh, last] = [input + H, input + 2 * H, input + 3 * H, t * H + i];
      kept[input] = sigmoid(X[input] + A[input]);
      kept[forget] = sigmoid(X[forget] + A[forget]);
      kept[output] = sigmoid(X[output] + A[output]);
      kept[fresh] = Math.tanh(X[fresh] + A[fresh]);
      c[last + H] = kept[forget] * c[last] + kept[input] * kept[fresh];
      h[last + H] = kept[output] * Math.tanh(c[last + H]);
    }
  },
  backward(t, H, { kept, c, dh, dc, dX, dA }) {
    for (let i = 0, input = t * 4 * H; i < H; i++, input++) {
      const [forget, output, fresh, last] = [input + H, input + 2 * H, input + 3 * H, t * H + i];
      const shown = Math.tanh(c[last + H]);
      const toCell = dc[i] + dh[i] * kept[output] * (1 - shown * shown);
      dX[output] = dA[output] = dh[i] * shown * kept[output] * (1 - kept[output]);
      dX[input] = dA[input] = toCell * kept[fresh] * kept[input] * (1 - kept[input]);
      dX[forget] = dA[forget] = toCell * c[last] * kept[forget] * (1 - kept[forget]);
      dX[fresh] = dA[fresh] = toCell * kept[input] * (1 - kept[fresh] * kept[fresh]);
      dc[i] = toCell * kept[forget];
    }
    dh.fill(0);
  },
};

/** The cells by name. */
export const CELLS = { rnn, gru, lstm };
