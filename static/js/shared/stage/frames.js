/** Calls `onFrame` at each new picture of a video. Returns a function that ends it. */
export function eachFrame(video, onFrame) {
  let isOver = false;
  const next = () => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(seen);
    else requestAnimationFrame(seen);
  };
  const seen = () => {
    if (isOver) return;
    next();
    onFrame();
  };
  next();
  return () => {
    isOver = true;
  };
}
