import type { Clock, Timer } from '@kotoba/core';
import type { Block } from './block.ts';
import type { Timeline } from './timeline.ts';

/** Longest time the event loop is kept in one turn. */
const TURN_MILLIS = 1.5;
/** Time between turns, which belongs to the app. */
const PAUSE_MILLIS = 8;

/** Compresses full segments a little at a time. */
export class Sealer {
  readonly #clock: Clock;
  readonly #onSealed: (timeline: Timeline, block: Block) => void;
  readonly #waiting = new Set<Timeline>();
  #timer: Timer | undefined;

  constructor(clock: Clock, onSealed: (timeline: Timeline, block: Block) => void) {
    this.#clock = clock;
    this.#onSealed = onSealed;
  }

  /** Begins with a timeline's full segments, if it has any. */
  start(timeline: Timeline): void {
    if (!timeline.mustSeal) return;
    this.#waiting.add(timeline);
    this.#timer ??= this.#clock.setTimeout(() => this.#turn(), PAUSE_MILLIS);
  }

  /** Does all there is to do at once. */
  finish(timelines: Iterable<Timeline>): void {
    this.stop();
    for (const timeline of timelines) while (timeline.mustSeal) this.#work(timeline, () => true);
    this.#waiting.clear();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #turn(): void {
    this.#timer = undefined;
    const end = this.#clock.monotonic() + TURN_MILLIS;
    const hasTime = () => this.#clock.monotonic() < end;
    for (const timeline of this.#waiting) {
      while (timeline.mustSeal && hasTime()) this.#work(timeline, hasTime);
      if (timeline.mustSeal) break;
      this.#waiting.delete(timeline);
    }
    if (this.#waiting.size > 0) this.#timer = this.#clock.setTimeout(() => this.#turn(), PAUSE_MILLIS);
  }

  #work(timeline: Timeline, hasTime: () => boolean): void {
    const block = timeline.continueSealing(hasTime);
    if (block !== undefined) this.#onSealed(timeline, block);
  }
}
