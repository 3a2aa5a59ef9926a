import { isAbsent } from './absent.ts';
import { Block, BlockSeries } from './block.ts';
import { ByteWriter } from './codec/byte-writer.ts';
import { encodeColumn } from './codec/encode-column.ts';
import { encodeHistograms } from './codec/histogram-column.ts';
import type { Segment } from './segment.ts';

/** Makes a block of a segment, some columns at a time, so that the event loop is never kept for long. */
export class BlockBuilder {
  readonly segment: Segment;
  readonly series: BlockSeries;
  readonly #writer = new ByteWriter();
  readonly #histograms = new Map<number, Uint8Array>();
  readonly #column: Float64Array;
  readonly #parent: Float64Array;
  #next = 0;
  #samples = 0;

  /**
   * @param segment is not written any more
   * @param parentOf the slot of the series whose values explain those of the series at a slot, or that slot itself
   * @param like the series of the block before: shared when they are the same
   */
  constructor(segment: Segment, parentOf: (slot: number) => number, like: BlockSeries | undefined) {
    this.segment = segment;
    const slots = segment.slots();
    const parents = slots.map(parentOf);
    this.series = like?.equals(slots, parents) ? like : new BlockSeries(slots, parents);
    this.#column = new Float64Array(segment.length);
    this.#parent = new Float64Array(segment.length);
  }

  /** Compresses columns while `hasTime` says so, one at least; answers the block once all are done. */
  build(hasTime: () => boolean): Block | undefined {
    const { slots, parents } = this.series;
    while (this.#next < slots.length) {
      this.#encode(slots[this.#next]!, parents[this.#next]!);
      this.#next++;
      if (this.#next < slots.length && !hasTime()) return undefined;
    }
    return new Block({
      timestamps: this.segment.timestamps.slice(0, this.segment.length),
      series: this.series,
      columns: this.#writer.take(),
      histograms: this.#histograms,
      samples: this.#samples,
    });
  }

  #encode(slot: number, parentSlot: number): void {
    const { segment } = this;
    const { length } = segment;
    segment.copyColumn(slot, 0, length, this.#column, 0);
    const hasParent = parentSlot !== slot && segment.holds(parentSlot);
    if (hasParent) segment.copyColumn(parentSlot, 0, length, this.#parent, 0);
    const { bytes } = encodeColumn(this.#column, length, hasParent ? this.#parent : undefined);
    this.#writer.varint(bytes.length);
    this.#writer.bytes(bytes);
    for (let i = 0; i < length; i++) if (!isAbsent(this.#column, i)) this.#samples++;
    if (segment.hasHistograms) this.#encodeHistograms(slot);
  }

  #encodeHistograms(slot: number): void {
    const { segment } = this;
    const histograms = Array.from({ length: segment.length }, (_, i) => segment.histogram(i, slot));
    const count = histograms.filter((one) => one !== undefined).length;
    if (count === 0) return;
    this.#histograms.set(slot, encodeHistograms(histograms));
    this.#samples += count;
  }
}
