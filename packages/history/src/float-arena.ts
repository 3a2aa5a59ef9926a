const CHUNK = 32_768;

/** Hands out arrays from a few large ones: making an array of its own for each series takes longer than filling it. */
export class FloatArena {
  #chunk = new Float64Array(0);
  #used = 0;
  #size = 512;

  /** Zeros, which nobody else is given. */
  take(length: number): Float64Array {
    if (this.#used + length > this.#chunk.length) {
      // Small at first, so that a selection of one series does not take room for many.
      this.#size = Math.min(CHUNK, this.#size * 2);
      this.#chunk = new Float64Array(Math.max(this.#size, length));
      this.#used = 0;
    }
    const taken = this.#chunk.subarray(this.#used, this.#used + length);
    this.#used += length;
    return taken;
  }
}
