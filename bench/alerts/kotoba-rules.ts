import { parseRuleFile, RuleEvaluator } from '@kotoba/alerting';
import { type Clock, Labels, systemClock, type TranslatedFamily } from '@kotoba/core';
import { HistoryStore } from '@kotoba/history';
import { counterAt, gaugeAt, INTERVAL_SECONDS, SERIES_LABELS } from './workload.ts';

const START_MILLIS = 1_700_000_000_000;
const INTERVAL_MILLIS = INTERVAL_SECONDS * 1_000;

/** A clock whose time of day is moved on by hand, while durations are real. */
class SteppedClock implements Clock {
  #now = START_MILLIS;
  #due: { at: number; run: () => void } | undefined;

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  setTimeout(run: () => void, delayMillis: number) {
    // Patience is counted in real time; the next evaluation waits for the hand.
    if (delayMillis === 1_000) return systemClock.setTimeout(run, delayMillis);
    const due = { at: this.#now + delayMillis, run };
    this.#due = due;
    return {
      cancel: () => {
        if (this.#due === due) this.#due = undefined;
      },
    };
  }

  setInterval(run: () => void, periodMillis: number) {
    return systemClock.setInterval(run, periodMillis);
  }

  /** Moves on to the next evaluation and begins it. */
  step(): void {
    const due = this.#due!;
    this.#due = undefined;
    this.#now = due.at;
    due.run();
  }

  /** Moves on without beginning anything. */
  set(now: number): void {
    this.#now = now;
  }
}

/** Our evaluator over our history, collection by collection and evaluation by evaluation. */
export class KotobaRules {
  readonly #clock = new SteppedClock();
  readonly #store: HistoryStore;
  readonly #families: readonly Omit<TranslatedFamily, 'values'>[];
  readonly #evaluator: RuleEvaluator;
  #collection = 0;
  #done: (seconds: number) => void = () => {};

  constructor(rules: string) {
    this.#store = new HistoryStore({ clock: this.#clock });
    this.#families = [family('bench_load', 'gauge'), family('bench_events_total', 'counter')];
    this.#evaluator = new RuleEvaluator({
      source: this.#store,
      appender: this.#store,
      clock: this.#clock,
      observer: { iterated: (_group, seconds) => this.#done(seconds) },
    });
    const { groups } = parseRuleFile(rules, { file: 'rules.yml' });
    for (const group of groups) this.#evaluator.addGroup(group);
  }

  start(): void {
    this.#evaluator.start();
  }

  /** Adds one collection of all series. */
  collect(): void {
    this.#collection++;
    const values = [gaugeAt, counterAt].map((at) =>
      SERIES_LABELS.map((_, series) => at(series, this.#collection)),
    );
    const families = this.#families.map((one, index) => ({ ...one, values: values[index]! }));
    this.#clock.set(START_MILLIS + this.#collection * INTERVAL_MILLIS);
    this.#store.append(this.#clock.now(), { families });
  }

  /** Evaluates all rules; answers how many milliseconds that took. */
  evaluate(): Promise<number> {
    return new Promise((resolve) => {
      this.#done = (seconds) => resolve(seconds * 1_000);
      this.#clock.step();
    });
  }

  /** Alerts that fire. */
  get firing(): number {
    return this.#evaluator.activeAlerts().filter(({ state }) => state === 'firing').length;
  }

  /** Rules that failed, with why. */
  get failures(): string[] {
    return this.#evaluator.groups().flatMap(({ rules }) => rules.flatMap(({ lastError }) => lastError ?? []));
  }

  stop(): Promise<void> {
    return this.#evaluator.stop();
  }
}

function family(name: string, type: 'gauge' | 'counter'): Omit<TranslatedFamily, 'values'> {
  const series = SERIES_LABELS.map((labels) => ({
    labels: Labels.from({ __name__: name, ...labels }),
    text: '',
  }));
  return { name, type, help: '', unit: '', series };
}
