/** Draws results on the stage: the newest only, decoded off the main thread, never waiting for one another. */

/**
 * `canvas` is the stage's; `onShape(width, height)` is told when the picture's size changes, `onDrawn(meta)` after
 * each picture. `hooks()` are the demo's own (extension.js). The split, from 0 to 1, is the share of the width that
 * shows the original; null shows the result alone.
 */
export function createDraw(canvas, { onShape, onDrawn, divider, hooks }) {
  const context = canvas.getContext("2d", { alpha: false });
  let shown = null; // {result, original, bytes, meta}: what is on the stage
  let coming = null; // the newest result that is not decoded yet
  let decoding = false;
  let split = null;
  let era = 0;

  const decode = (bytes) => createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));

  const wantsOriginal = () => split !== null || hooks().wantsOriginal;

  function paint() {
    if (!shown) return;
    const { result, original, meta } = shown;
    const { width, height } = result;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      onShape(width, height);
    }
    context.drawImage(result, 0, 0);
    hooks().paint?.(context, { width, height, data: meta.data ?? null, meta, original });
    if (split === null || !original) return;
    const at = Math.round(split * canvas.width);
    if (at > 0) {
      const part = (at / canvas.width) * original.width;
      context.drawImage(original, 0, 0, part, original.height, 0, 0, at, canvas.height);
    }
    context.fillStyle = divider;
    context.fillRect(at - 1, 0, 2, canvas.height);
  }

  function replace(next) {
    shown?.result.close();
    shown?.original?.close();
    shown = next;
  }

  async function work() {
    decoding = true;
    while (coming) {
      const { result: bytes, original, meta, born } = coming;
      coming = null;
      try {
        const [result, before] = await Promise.all([
          decode(bytes),
          original && wantsOriginal() ? decode(original) : null,
        ]);
        if (born === era) {
          replace({ result, original: before, bytes: original, meta });
          paint();
          onDrawn(meta);
        } else {
          result.close();
          before?.close();
        }
      } catch {
        // A picture that does not decode is skipped; the next one follows.
      }
    }
    decoding = false;
  }

  return {
    /** Show a result; `original` are the bytes of the frame that it answers, drawn itself where there is no result. */
    show(result, original, meta = {}) {
      coming = { result: result ?? original, original, meta, born: era };
      if (!decoding) work();
    },
    /** Forget what is shown: the source changed. */
    clear() {
      era += 1;
      coming = null;
      replace(null);
    },
    async setSplit(value) {
      split = value;
      const target = shown;
      if (split !== null && target && !target.original && target.bytes) {
        const original = await decode(target.bytes).catch(() => null);
        if (target === shown) target.original = original;
        else original?.close();
      }
      paint();
    },
    /** Draw what is shown once more: something that a hook paints has changed. */
    repaint: paint,
    get drawn() {
      return shown !== null;
    },
  };
}
