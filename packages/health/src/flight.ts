import { type Clock, loggableError, type Timer } from '@kotoba/core';
import type { HealthCheck } from './health-check.ts';
import { type ParsedAnswer, parseAnswer } from './parse-answer.ts';

/** What a flight came to within its time limit. */
export interface Landing {
  readonly answer: ParsedAnswer;
  /** How long it took, or the time limit's length and a little more. */
  readonly tookMillis: number;
}

/** One call of a check under a time limit, from its start to its answer, however late that comes. */
export class Flight {
  readonly startedAt: number;
  /** What it came to; undefined when it was called off first. Never rejects, and never waits longer than the limit. */
  readonly landing: Promise<Landing | undefined>;
  /** Resolves when the check has really ended, to whether it then gave an answer too late. */
  readonly ended: Promise<boolean>;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #timer: Timer;
  #land: (landing: Landing | undefined) => void = () => undefined;
  #landed = false;
  #calledOff = false;

  constructor(check: HealthCheck, clock: Clock, limitMillis: number) {
    this.#clock = clock;
    this.startedAt = clock.monotonic();
    this.landing = new Promise((resolve) => {
      this.#land = resolve;
    });
    const outOfTime = (): ParsedAnswer => ({
      status: 'unhealthy',
      message: `no answer within ${limitMillis} ms`,
      details: {},
    });
    this.#timer = clock.setTimeout(() => {
      this.#end({ answer: outOfTime(), tookMillis: this.ageMillis });
      this.#controller.abort(new Error(`no answer within ${limitMillis} ms`));
    }, limitMillis);
    this.ended = this.#call(check).then(({ answer, answered }) => {
      const tookMillis = this.ageMillis;
      const late = this.#landed || tookMillis > limitMillis;
      this.#end({ answer: late ? outOfTime() : answer, tookMillis });
      return late && answered && !this.#calledOff;
    });
  }

  /** Time since it started. */
  get ageMillis(): number {
    return this.#clock.monotonic() - this.startedAt;
  }

  /** Whether nobody waits for it any more because checking stopped. */
  get calledOff(): boolean {
    return this.#calledOff;
  }

  /** Aborts its signal and drops its answer. */
  callOff(): void {
    if (this.#landed) return;
    this.#calledOff = true;
    this.#end(undefined);
    this.#controller.abort(new Error('the health check was called off'));
  }

  #end(landing: Landing | undefined): void {
    if (this.#landed) return;
    this.#landed = true;
    this.#timer.cancel();
    this.#land(landing);
  }

  /** Never rejects: what the check throws is its answer. */
  async #call(check: HealthCheck): Promise<{ answer: ParsedAnswer; answered: boolean }> {
    const { signal } = this.#controller;
    try {
      const raw = await (typeof check === 'function' ? check({ signal }) : check.checkHealth({ signal }));
      return { answer: parseAnswer(raw), answered: true };
    } catch (error) {
      return { answer: { status: 'unhealthy', message: loggableError(error), details: {} }, answered: false };
    }
  }
}
