const START_BYTES = 256;

/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(START_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** An integer from 0 to 2^53 − 1, seven bits a byte, the lowest first. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** An integer of either sign, small ones in few bytes. */
  signed(value: number): void {
    // Twice the value may not be an integer a float holds: the sign goes into the first byte.
    const magnitude = Math.abs(value);
    const low = magnitude % 0x20;
    const rest = Math.floor(magnitude / 0x20);
    this.byte((low << 1) | (value < 0 ? 1 : 0) | (rest > 0 ? 0x40 : 0));
    if (rest > 0) this.varint(rest);
  }

  /** The eight bytes of a float, every bit kept: `values[index]`. */
  float(values: Float64Array, index: number): void {
    this.bytes(new Uint8Array(values.buffer, values.byteOffset + index * 8, 8));
  }

  /** What was written; the writer may go on. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
