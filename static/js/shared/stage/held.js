/** The sources that were asked for, by token: what comes too late is held until the session's rules release it. */
import { acquire as acquirePictures } from "./sources.js";

export class HeldSources {
  #held = new Map(); // token -> what acquire gave
  #size;
  #dispatch;
  #onReady;
  #acquire;

  /**
   * `size()` is the size that pictures should have; `dispatch` gets {type: sourceReady|sourceFailed|sourceEnded, token,
   * still | code}; `onReady(token, source)` is called just before sourceReady; `acquire` gets a source, as sources.js does.
   */
  constructor({ size, dispatch, onReady = () => {}, acquire = acquirePictures }) {
    this.#size = size;
    this.#dispatch = dispatch;
    this.#onReady = onReady;
    this.#acquire = acquire;
  }

  async acquire(token, spec) {
    const onEnd = () => this.#dispatch({ type: "sourceEnded", token });
    let source;
    try {
      source = await this.#acquire(spec, { size: this.#size(), onEnd });
    } catch (error) {
      this.#dispatch({ type: "sourceFailed", token, code: error.code ?? "camera_failed" });
      return;
    }
    this.#held.set(token, source);
    this.#onReady(token, source);
    this.#dispatch({ type: "sourceReady", token, still: source.still });
  }

  /** The source of a token, or null. */
  of(token) {
    return this.#held.get(token) ?? null;
  }

  release(token) {
    this.#held.get(token)?.release();
    this.#held.delete(token);
  }

  get isEmpty() {
    return this.#held.size === 0;
  }
}
