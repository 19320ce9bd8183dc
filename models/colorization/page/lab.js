/** CIE Lab (D65) to sRGB, for what the page draws itself. Pure. */

const LINEAR_BELOW = 6 / 29;

const uncurve = (value) => (value > LINEAR_BELOW ? value ** 3 : 3 * LINEAR_BELOW ** 2 * (value - 4 / 29));

const curve = (value) => {
  const curved = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, curved)));
};

/** [red, green, blue], 0 to 255, of L 0..100, a and b; clipped to what a screen can show. */
export function rgbOf([lightness, a, b]) {
  const y = (lightness + 16) / 116;
  const [X, Y, Z] = [0.950456 * uncurve(y + a / 500), uncurve(y), 1.088754 * uncurve(y - b / 200)];
  return [
    curve(3.240479 * X - 1.53715 * Y - 0.498535 * Z),
    curve(-0.969256 * X + 1.875991 * Y + 0.041556 * Z),
    curve(0.055648 * X - 0.204043 * Y + 1.057311 * Z),
  ];
}

/** The same as a CSS colour. */
export const cssOf = (lab) => `rgb(${rgbOf(lab).join(" ")})`;
