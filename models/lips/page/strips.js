/** What runs below the faces: the wave, the mel picture and the visemes, one under the other, on one axis of time. */

export const SHOWN = 160; // frames across
export const NOW = 136; // of these, where the frame that is seen stands
const [MELS, VISEMES, PEAKS] = [40, 14, 4];

/** "#rrggbb" as numbers. */
export const rgbOf = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) || 0);

/**
 * Pixels (RGBA, SHOWN wide, `rows` high) of a list of 0 to 1 for each frame from `first` on, the list's first at the bottom where
 * `upwards`; null is the ground. Pure.
 */
export function pixelsOf(listOf, first, { rows, upwards, ground, full }) {
  const pixels = new Uint8ClampedArray(SHOWN * rows * 4);
  for (let column = 0; column < SHOWN; column++) {
    const list = listOf(first + column);
    for (let row = 0; row < rows; row++) {
      const share = list?.[upwards ? rows - 1 - row : row] ?? 0;
      const place = 4 * (row * SHOWN + column);
      for (let channel = 0; channel < 3; channel++) pixels[place + channel] = ground[channel] + share * (full[channel] - ground[channel]);
      pixels[place + 3] = 255;
    }
  }
  return pixels;
}

export class Strips {
  #small = { mel: new OffscreenCanvas(SHOWN, MELS), visemes: new OffscreenCanvas(SHOWN, VISEMES) };

  /** Draws into `box` {x, y, width, height}; `head` is the frame that is seen. */
  draw(context, box, { track, head, colours }) {
    const first = head - NOW;
    const [wave, mel, visemes] = [0.24, 0.42, 0.34].map((share) => share * box.height);
    this.#wave(context, { ...box, height: wave }, { track, first, colours });
    const given = { first, ground: colours.ground };
    this.#lay(context, "mel", { ...box, y: box.y + wave, height: mel }, {
      listOf: (number) => track.of(number)?.mel?.map((grey) => grey / 255),
      options: { ...given, rows: MELS, upwards: true, full: colours.ink },
    });
    this.#lay(context, "visemes", { ...box, y: box.y + wave + mel, height: visemes }, {
      listOf: (number) => track.of(number)?.visemes,
      options: { ...given, rows: VISEMES, upwards: false, full: colours.accent },
    });
    context.fillStyle = colours.line;
    context.fillRect(box.x + ((NOW + 1) * box.width) / SHOWN, box.y, Math.max(2, box.width / 480), box.height);
  }

  #lay(context, name, { x, y, width, height }, { listOf, options }) {
    const canvas = this.#small[name];
    canvas.getContext("2d").putImageData(new ImageData(pixelsOf(listOf, options.first, options), SHOWN, options.rows), 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, x, y, width, height);
    context.imageSmoothingEnabled = true;
  }

  #wave(context, { x, y, width, height }, { track, first, colours }) {
    const step = width / SHOWN / PEAKS;
    context.fillStyle = colours.soft;
    for (let column = 0; column < SHOWN; column++) {
      track.of(first + column)?.wave?.forEach((peak, part) => {
        const tall = Math.max(1, Math.min(1, 2 * peak) * height);
        context.fillRect(x + (column * PEAKS + part) * step, y + (height - tall) / 2, Math.max(1, step - 0.5), tall);
      });
    }
  }
}
