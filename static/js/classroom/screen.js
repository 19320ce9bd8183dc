/** Draws pictures on a canvas: the newest only; `onDrawn(head, bytes)` after each. */
export function createScreen(canvas, onDrawn = () => {}) {
  const context = canvas.getContext("2d", { alpha: false });
  let coming = null;
  let busy = false;

  async function work() {
    busy = true;
    while (coming) {
      const { head, bytes } = coming;
      coming = null;
      try {
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
        if (canvas.width !== picture.width || canvas.height !== picture.height) {
          canvas.width = picture.width;
          canvas.height = picture.height;
        }
        context.drawImage(picture, 0, 0);
        picture.close();
        canvas.hidden = false;
      } catch {
        // A picture that does not decode is skipped, and counts as seen.
      }
      onDrawn(head, bytes.byteLength);
    }
    busy = false;
  }

  return {
    show(head, bytes) {
      if (coming) onDrawn(coming.head, 0);
      coming = { head, bytes };
      if (!busy) work();
    },
  };
}

/** The canvas as a JPEG no wider than `width`, or null where it cannot be had. */
export async function pictureOf(canvas, width, quality) {
  const scale = Math.min(1, width / Math.max(canvas.width, canvas.height));
  const small = new OffscreenCanvas(Math.max(8, Math.round(canvas.width * scale)), Math.max(8, Math.round(canvas.height * scale)));
  small.getContext("2d", { alpha: false }).drawImage(canvas, 0, 0, small.width, small.height);
  const blob = await small.convertToBlob({ type: "image/jpeg", quality });
  return blob.arrayBuffer();
}
