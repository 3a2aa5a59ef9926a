/*
 * Floats as integers in the order of their values: neighbours differ by one. 64 bits do not fit a float, so that they are
 * kept as two words, and only differences, which are small between neighbours in time, are numbers.
 */
const WORD = 2 ** 32;

/** Reads and writes floats by their place in the order of all floats. */
export class FloatUlps {
  readonly #float = new Float64Array(1);
  readonly #words = new Uint32Array(this.#float.buffer);
  #high = 0;
  #low = 0;

  /** Goes to a float. */
  set(value: number): void {
    this.#float[0] = value;
    const high = this.#words[HIGH]! | 0;
    const low = this.#words[LOW]!;
    if (high >= 0) {
      this.#high = high;
      this.#low = low;
    } else {
      // −0 comes right below 0: magnitudes count downwards from there.
      this.#high = (0x80000000 - high - (low === 0 ? 0 : 1)) | 0;
      this.#low = -low >>> 0;
    }
  }

  /** How many floats further the float is: rounded where it is too far for a number to tell. */
  distanceTo(other: FloatUlps): number {
    return (other.#high - this.#high) * WORD + (other.#low - this.#low);
  }

  /** Goes on by as many floats, forwards or backwards, and answers the one it comes to. */
  advance(distance: number): number {
    const high = Math.floor(distance / WORD);
    let low = this.#low + (distance - high * WORD);
    let next = this.#high + high;
    if (low >= WORD) {
      low -= WORD;
      next++;
    }
    this.#high = next | 0;
    this.#low = low;
    return this.#value();
  }

  #value(): number {
    if (this.#high >= 0) {
      this.#words[HIGH] = this.#high;
      this.#words[LOW] = this.#low;
    } else {
      this.#words[HIGH] = (0x80000000 - this.#high - (this.#low === 0 ? 0 : 1)) | 0;
      this.#words[LOW] = -this.#low >>> 0;
    }
    return this.#float[0]!;
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
