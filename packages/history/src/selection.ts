import { type Clock, KotobaError, type Matcher, type SelectRange, type SeriesSamples } from '@kotoba/core';
import { mergeSamples } from './merge-samples.ts';
import type { Timeline, TimelineSeries } from './timeline.ts';
import { isInRange, Window } from './window.ts';

/** More samples than this are read in turns with the event loop. */
const SMALL_SAMPLES = 200_000;
const TURN_MILLIS = 4;
const SERIES_BETWEEN_CHECKS = 16;

/** One timeline's part of a selection. */
interface Part {
  readonly window: Window;
  readonly series: readonly TimelineSeries[];
}

/** What matchers select of the timelines as they are now. */
export class Selection {
  readonly #parts: readonly Part[];
  readonly #range: SelectRange;
  readonly #clock: Clock;
  #samples = 0;

  constructor(timelines: Iterable<Timeline>, matchers: readonly Matcher[], range: SelectRange, clock: Clock) {
    const parts: Part[] = [];
    for (const timeline of timelines) {
      const series = timeline.index.find(matchers);
      if (series.length === 0) continue;
      const window = new Window(timeline, range);
      if (window.length > 0) parts.push({ window, series });
    }
    this.#parts = parts;
    this.#range = range;
    this.#clock = clock;
  }

  /** Whether it is soon read. */
  get isSmall(): boolean {
    return (
      this.#parts.reduce((total, { window, series }) => total + window.length * series.length, 0) <=
      SMALL_SAMPLES
    );
  }

  /** @throws {KotobaError} KOTOBA_TOO_MANY_SAMPLES */
  readNow(): readonly SeriesSamples[] {
    const selected: SeriesSamples[][] = this.#parts.map(() => []);
    this.#parts.forEach(({ window, series }, i) => {
      for (const one of series) this.#read(window, one, selected[i]!);
    });
    return joined(selected);
  }

  /**
   * Lets the event loop run in between.
   * @throws {KotobaError} KOTOBA_TOO_MANY_SAMPLES, or the signal's reason once it aborts
   */
  async read(): Promise<readonly SeriesSamples[]> {
    const selected: SeriesSamples[][] = this.#parts.map(() => []);
    let turnEnds = this.#clock.monotonic() + TURN_MILLIS;
    for (const [i, { window, series }] of this.#parts.entries()) {
      for (let at = 0; at < series.length; at++) {
        this.#read(window, series[at]!, selected[i]!);
        if (at % SERIES_BETWEEN_CHECKS !== 0 || this.#clock.monotonic() < turnEnds) continue;
        await new Promise<void>((resolve) => setImmediate(resolve));
        this.#range.signal?.throwIfAborted();
        turnEnds = this.#clock.monotonic() + TURN_MILLIS;
      }
    }
    return joined(selected);
  }

  #read(window: Window, series: TimelineSeries, to: SeriesSamples[]): void {
    const samples = window.read(series);
    if (samples === undefined) return;
    const { maxSamples = Number.POSITIVE_INFINITY } = this.#range;
    this.#samples += samples.values.length;
    if (this.#samples > maxSamples)
      throw new KotobaError(
        'KOTOBA_TOO_MANY_SAMPLES',
        `expected at most ${maxSamples} samples, and the selection holds more`,
      );
    to.push({ labels: series.labels, ...samples });
  }
}

/** Every series once, though several timelines may hold it. */
function joined(parts: readonly SeriesSamples[][]): readonly SeriesSamples[] {
  if (parts.length <= 1) return parts[0] ?? [];
  const byKey = new Map<string, SeriesSamples>();
  for (const part of parts) {
    for (const samples of part) {
      const known = byKey.get(samples.labels.key);
      byKey.set(samples.labels.key, known === undefined ? samples : mergeSamples(known, samples));
    }
  }
  return [...byKey.values()];
}

/** The series that may have samples in a range, each once. */
export function presentSeries(
  timelines: Iterable<Timeline>,
  matchers: readonly Matcher[],
  range: SelectRange,
): readonly TimelineSeries[] {
  const byKey = new Map<string, TimelineSeries>();
  for (const timeline of timelines) {
    const isPresent = isInRange(timeline, range);
    for (const series of timeline.index.find(matchers))
      if (isPresent(series)) byKey.set(series.labels.key, series);
  }
  return [...byKey.values()];
}
