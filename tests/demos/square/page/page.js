/** Draws a red dot where the answer says that the square is. */
export function extend() {
  return {
    render: "layers",
    paint(context, { width, height, data }) {
      context.fillStyle = "rgb(255 0 0)";
      context.beginPath();
      context.arc(data.x * width, data.y * height, 12, 0, 2 * Math.PI);
      context.fill();
    },
  };
}
