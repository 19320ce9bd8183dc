/** Sizes. Pure. */

/**
 * The size at which a picture is sent: within the demo's size (turned for a picture that stands upright), its
 * proportions kept, never enlarged.
 */
export function sizeToSend(picture, size) {
  const upright = picture.height > picture.width;
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  const [maxWidth, maxHeight] = upright ? [short, long] : [long, short];
  const scale = Math.min(1, maxWidth / picture.width, maxHeight / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}
