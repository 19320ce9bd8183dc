/** What a guess tells about the mistake that was made. Pure. */

/** Right when it is the value to two places: nobody should lose over the third decimal of a ninth. */
export const isRight = (guess, value) => Math.abs(guess - value) < 0.006;

/** A hint for a wrong guess that comes from a common slip, or an empty string. */
export function hintFor(guess, { terms, sum }, { factor, flip }, say) {
  const plain = terms.reduce((total, { image }) => total + image, 0);
  const turned = terms.reduce((total, { image }, i) => total + image * terms[terms.length - 1 - i].weight, 0);
  const magnitude = terms.reduce((total, { product }) => total + Math.abs(product), 0);
  const scale = factor[0] / factor[1];
  if (scale !== 1 && isRight(guess, sum)) return say("hint_factor");
  if (isRight(guess, turned * scale)) return say(flip ? "hint_not_turned" : "hint_turned");
  if (isRight(guess, magnitude * scale)) return say("hint_sign");
  return isRight(guess, plain) ? say("hint_weights") : "";
}
