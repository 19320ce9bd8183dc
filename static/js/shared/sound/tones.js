/** The built-in sound: a rising scale with claps between its notes, made here, so that it is nobody's and always there. Pure. */

const NOTES = [261.63, 293.66, 329.63, 392, 440, 523.25]; // Hz: a pentatonic scale from C4
const BEAT = 0.5; // seconds
const CLAP = 0.06;

/** The same noise each time (Numerical Recipes' linear congruential generator). */
function noise() {
  let state = 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
}

/** Mono samples, -1 to 1, at a rate: three seconds that may be played in a loop. */
export function tones(rate) {
  const random = noise();
  return Float32Array.from({ length: Math.round(NOTES.length * BEAT * rate) }, (_, at) => {
    const time = at / rate;
    const beat = Math.min(NOTES.length - 1, Math.floor(time / BEAT));
    const since = time - beat * BEAT;
    const swell = Math.min(1, since / 0.02) * Math.exp(-5 * since);
    const note = 0.35 * swell * (Math.sin(2 * Math.PI * NOTES[beat] * since) + 0.4 * Math.sin(4 * Math.PI * NOTES[beat] * since));
    const left = BEAT - since;
    return note + (left < CLAP ? 0.3 * (left / CLAP) * random() : 0);
  });
}
