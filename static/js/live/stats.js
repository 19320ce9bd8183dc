/** What the live meter shows, from what came back. Pure: the caller says what time it is (ms). */
export const PARTS = ["browser", "wait", "decode", "predict", "render", "encode", "network"];
const WINDOW = 2000;

const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0);

/** One answer's latency, split up. What neither the browser nor the server accounts for is the network's. */
export function split(latency, browser, timing) {
  const parts = { browser };
  for (const part of PARTS.slice(1, -1)) parts[part] = Math.max(0, Number(timing[part]) || 0);
  parts.network = Math.max(0, latency - browser - (Number(timing.total) || 0));
  return parts;
}

export function createStats() {
  let recent = []; // {at, latency, parts}
  let answered = 0;
  let dropped = 0;
  let lastData = null;

  return {
    answer(now, { latency, parts, data }) {
      answered += 1;
      lastData = data;
      recent.push({ at: now, latency, parts });
    },
    drop(count) {
      dropped += count;
    },
    /** A new source or stream: rates begin anew, totals go on. */
    restart() {
      recent = [];
    },
    read(now) {
      recent = recent.filter((entry) => now - entry.at < WINDOW);
      const span = recent.length > 1 ? recent.at(-1).at - recent[0].at : 0;
      const parts = Object.fromEntries(PARTS.map((part) => [part, mean(recent.map((entry) => entry.parts[part]))]));
      return {
        answered,
        dropped,
        fps: span > 0 ? ((recent.length - 1) * 1000) / span : 0,
        latency: mean(recent.map((entry) => entry.latency)),
        parts,
        lastData,
      };
    },
  };
}
