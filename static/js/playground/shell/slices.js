/**
 * Work in slices, for a thread that has to hear its page between two of them: `advance()` does one step while
 * `isGoing()`, `report()` tells the page, about every `every` milliseconds.
 */
const SLICE = 12; // milliseconds of work at once

/** {start()}: begins to work where it does not; it ends by itself when isGoing() is false. */
export function createSlices({ advance, isGoing, report, every = 30 }) {
  const channel = new MessageChannel(); // a turn without the delay that timers have
  let working = false;
  let reported = 0;

  channel.port1.onmessage = () => {
    const end = performance.now() + SLICE;
    while (isGoing() && performance.now() < end) advance();
    working = isGoing();
    if (!working) return;
    if (performance.now() - reported > every) {
      report();
      reported = performance.now();
    }
    channel.port2.postMessage(null);
  };

  return {
    start() {
      if (working) return;
      working = true;
      channel.port2.postMessage(null);
    },
  };
}
