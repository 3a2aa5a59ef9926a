import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Delay of the event loop over a window of time: how late its timers ran. */
export interface EventLoopDelay {
  readonly medianMillis: number;
  readonly p99Millis: number;
  readonly maxMillis: number;
}

/** Time between two probes of the loop; each recorded value contains it. Source: Node.js, `monitorEventLoopDelay`. */
const RESOLUTION_MILLIS = 20;
const NANOS = 1e6;

/** Measures the event loop's delay with Node's own histogram, whose timer does not keep the process alive. */
export class EventLoopMonitor {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLIS });
  #lastMedianMillis: number | undefined;
  #taken = false;

  start(): void {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
    this.#histogram.reset();
    this.#lastMedianMillis = undefined;
  }

  /** The delay since the window was taken last, and begins a new one. Undefined when nothing was measured. */
  takeWindow(): EventLoopDelay | undefined {
    this.#taken = true;
    const histogram = this.#histogram;
    if (histogram.count === 0) return undefined;
    const window = {
      medianMillis: delayMillis(histogram.percentile(50)),
      p99Millis: delayMillis(histogram.percentile(99)),
      maxMillis: delayMillis(histogram.max),
    };
    histogram.reset();
    this.#lastMedianMillis = window.medianMillis;
    return window;
  }

  /** Begins a new window when nobody took one since the last call, so that the median is never of long ago. */
  roll(): void {
    if (!this.#taken) this.takeWindow();
    this.#taken = false;
  }

  /** Median of the last window taken, else of the one under way. Undefined when nothing was measured. */
  medianMillis(): number | undefined {
    if (this.#lastMedianMillis !== undefined) return this.#lastMedianMillis;
    return this.#histogram.count === 0 ? undefined : delayMillis(this.#histogram.percentile(50));
  }
}

function delayMillis(nanos: number): number {
  return Math.max(0, nanos / NANOS - RESOLUTION_MILLIS);
}
