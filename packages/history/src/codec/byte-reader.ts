/** Reads what a ByteWriter wrote. Reading past the end gives nonsense, never an error: lengths are checked by who keeps them. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.position = position;
  }

  byte(): number {
    return this.#bytes[this.position++] ?? 0;
  }

  bytes(length: number): Uint8Array {
    const start = this.position;
    this.position += length;
    return this.#bytes.subarray(start, this.position);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  signed(): number {
    const first = this.byte();
    const low = (first >> 1) & 0x1f;
    const magnitude = (first & 0x40) === 0 ? low : low + this.varint() * 0x20;
    return (first & 1) === 1 ? -magnitude : magnitude;
  }

  /** Writes the eight bytes of a float to `values[index]`, every bit kept. */
  float(values: Float64Array, index: number): void {
    new Uint8Array(values.buffer, values.byteOffset + index * 8, 8).set(this.bytes(8));
  }
}
