/** The sources that were asked for, by token: what comes too late is held until the session's rules release it. */
import { acquire as acquirePictures } from "./sources.js";

export class HeldSources {
  #held = new Map(); // token -> what acquire gave
  #asked = new Map(); // token -> the AbortController of what acquire has not given yet
  #size;
  #dispatch;
  #onReady;
  #acquire;

  /**
   * `size()` is the size that pictures should have; `dispatch` gets {type: sourceGranted|sourceTrouble|sourceReady|
   * sourceFailed|sourceEnded, token, still | code}; `onReady(token, source)` is called just before sourceReady; `acquire`
   * gets a source, as sources.js does.
   */
  constructor({ size, dispatch, onReady = () => {}, acquire = acquirePictures }) {
    this.#size = size;
    this.#dispatch = dispatch;
    this.#onReady = onReady;
    this.#acquire = acquire;
  }

  async acquire(token, spec) {
    const wanted = new AbortController();
    this.#asked.set(token, wanted);
    let source;
    try {
      source = await this.#acquire(spec, this.#told(token, wanted.signal));
    } catch (error) {
      this.#asked.delete(token);
      if (!wanted.signal.aborted) this.#dispatch({ type: "sourceFailed", token, code: error.code ?? "camera_failed" });
      return;
    }
    this.#asked.delete(token);
    this.#held.set(token, source);
    this.#onReady(token, source);
    this.#dispatch({ type: "sourceReady", token, still: source.still });
  }

  #told(token, signal) {
    return {
      size: this.#size(),
      signal,
      onEnd: () => this.#dispatch({ type: "sourceEnded", token }),
      onGranted: () => this.#dispatch({ type: "sourceGranted", token }),
      onTrouble: (code) => this.#dispatch({ type: "sourceTrouble", token, code }),
    };
  }

  /** The source of a token, or null. */
  of(token) {
    return this.#held.get(token) ?? null;
  }

  release(token) {
    this.#asked.get(token)?.abort();
    this.#held.get(token)?.release();
    this.#held.delete(token);
  }

  get isEmpty() {
    return this.#held.size === 0;
  }
}
