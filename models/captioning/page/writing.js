/** The caption on the picture itself, so that snapshots and recordings have it and the last row can read it. */

/** The lines of a text, none wider than `width` as `measure` measures; a word alone may be wider. */
export function linesOf(text, width, measure) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}

/**
 * Writes a text at the bottom: on a dark band, or, where `isOutlined`, with a dark rim alone, so that the picture is
 * seen behind it. `accent` is the word to stand out, by its place, or -1.
 */
export function writeCaption(context, { text, width, height, accent = -1, isOutlined = false, ink, mark, ground, family }) {
  if (!text) return;
  const size = Math.max(14, Math.round(Math.min(width, height) / 13));
  const margin = size * 0.6;
  context.font = `600 ${size}px ${family}`;
  context.textBaseline = "alphabetic";
  const lines = linesOf(text, width - 2 * margin, (words) => context.measureText(words).width);
  const top = height - lines.length * size * 1.25 - margin * 1.4;
  context.fillStyle = context.strokeStyle = ground;
  context.lineJoin = "round";
  context.lineWidth = size / 4;
  if (!isOutlined) context.fillRect(0, top, width, height - top);
  let place = 0;
  lines.forEach((line, row) => {
    let left = margin;
    for (const word of line.split(" ")) {
      const base = top + margin * 0.7 + size * (0.95 + 1.25 * row);
      context.fillStyle = place === accent ? mark : ink;
      if (isOutlined) context.strokeText(word, left, base);
      context.fillText(word, left, base);
      left += context.measureText(`${word} `).width;
      place += 1;
    }
  });
}
