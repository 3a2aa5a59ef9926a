import { type Clock, KotobaError, systemClock, type Timer } from '@kotoba/core';
import { CheckRunner, type CheckSurroundings } from './check-runner.ts';
import type { StatusChange } from './check-state.ts';
import { type DefaultCheckSources, defaultChecks } from './checks/default-checks.ts';
import { EventLoopMonitor } from './checks/event-loop-monitor.ts';
import type { HealthCheck } from './health-check.ts';
import type {
  HealthCheckResult,
  HealthReport,
  HealthTransition,
  HealthTransitionListener,
} from './health-report.ts';
import type { HealthStatus } from './health-status.ts';
import {
  type HealthCheckerOptions,
  type HealthCheckOptions,
  healthDefaults,
  type ResolvedCheckerOptions,
  resolveCheckerOptions,
  resolveCheckOptions,
} from './options.ts';
import { Probes } from './probes/probes.ts';
import { RunQueue } from './run-queue.ts';
import { TransitionHistory } from './transition-history.ts';
import { TransitionListeners } from './transition-listeners.ts';
import { verdictOf } from './verdict.ts';
import { VerdictTally } from './verdict-tally.ts';

const CHECK_NAME = /^[\p{L}\p{N}_.\-/]{1,100}$/u;

/** A registered check with its history. */
interface Registered {
  readonly runner: CheckRunner;
  readonly history: TransitionHistory;
}

/**
 * Runs health checks in the background and answers what is known of them. Asking never runs a check, save for
 * {@link checkHealth}; nothing here keeps the process alive, and no check can harm another or the app.
 */
export class HealthChecker {
  /** What an orchestrator asks: alive, ready, started. */
  readonly probes: Probes;
  readonly #given: HealthCheckerOptions;
  readonly #options: ResolvedCheckerOptions;
  readonly #clock: Clock;
  readonly #surroundings: CheckSurroundings;
  readonly #checks = new Map<string, Registered>();
  readonly #listeners: TransitionListeners;
  readonly #eventLoop = new EventLoopMonitor();
  readonly #verdictHistory: TransitionHistory;
  readonly #tally = new VerdictTally();
  #verdict: HealthStatus = 'healthy';
  #running = false;
  #sweep: Timer | undefined;

  /** @throws {KotobaError} KOTOBA_HEALTH_INVALID_OPTIONS */
  constructor(options: HealthCheckerOptions = {}) {
    this.#given = options;
    this.#options = resolveCheckerOptions(options);
    resolveCheckOptions({}, options);
    this.#clock = options.clock ?? systemClock;
    this.#listeners = new TransitionListeners(this.#clock);
    this.#verdictHistory = new TransitionHistory(this.#options.historySize);
    this.#surroundings = {
      clock: this.#clock,
      queue: new RunQueue(this.#options.concurrency),
      jitterRatio: this.#options.jitterRatio,
      random: options.random ?? Math.random,
      onRun: (name, changes) => this.#onRun(name, changes),
    };
    this.probes = new Probes({
      results: () => this.#results(),
      eventLoopDelayMillis: () => this.#eventLoop.medianMillis(),
      livenessDelayMillis: this.#options.livenessDelayMillis,
    });
  }

  /**
   * Registers a check under a name; it is the value of the label `check_name`. When checking has started, its first
   * run begins at once.
   * @returns how to unregister it
   * @throws {KotobaError} KOTOBA_HEALTH_INVALID_CHECK, KOTOBA_HEALTH_INVALID_OPTIONS
   */
  registerCheck(name: string, check: HealthCheck, options: HealthCheckOptions = {}): () => void {
    if (typeof name !== 'string' || !CHECK_NAME.test(name))
      throw invalid(
        'expected a name of 1 to 100 letters, digits and "_", ".", "-" or "/"',
        typeof name === 'string' ? JSON.stringify(name) : typeof name,
      );
    if (this.#checks.has(name)) throw invalid('expected a name no other check has', JSON.stringify(name));
    if (!isCheck(check))
      throw invalid(
        'expected a function or an object with checkHealth()',
        check === null ? 'null' : typeof check,
      );
    const resolved = resolveCheckOptions(options, this.#given);
    const runner = new CheckRunner(name, check, resolved, this.#surroundings);
    const registered = { runner, history: new TransitionHistory(this.#options.historySize) };
    this.#checks.set(name, registered);
    this.#note(runner);
    this.#verdict = this.#tally.verdict;
    if (this.#running) runner.start();
    return () => {
      if (this.#checks.get(name) === registered) this.unregisterCheck(name);
    };
  }

  /** Takes a check away; what it still answers is dropped. Answers whether there was one. */
  unregisterCheck(name: string): boolean {
    const registered = this.#checks.get(name);
    if (registered === undefined) return false;
    this.#checks.delete(name);
    registered.runner.remove();
    this.#tally.delete(name);
    this.#settleVerdict(`${name} is unregistered`);
    return true;
  }

  /**
   * Registers the checks that `sources` allow: `database`, `memory`, `disk`, `cpu`, `network` for a cluster,
   * `event_loop`, and `pool` for a database that says how many connections it may open. With several databases or
   * clusters their names are added: `database_orders`.
   * @returns the names registered at once; `pool` follows when a database first answers
   * @throws {KotobaError} KOTOBA_HEALTH_INVALID_CHECK when a name is taken, KOTOBA_HEALTH_INVALID_OPTIONS
   */
  addDefaultChecks(sources: DefaultCheckSources = {}): readonly string[] {
    const discovered = (name: string, check: HealthCheck, options: HealthCheckOptions) => {
      if (!this.#checks.has(name)) this.registerCheck(name, check, options);
    };
    const checks = defaultChecks(sources, this.#eventLoop, discovered);
    for (const { name, check, options } of checks) this.registerCheck(name, check, options);
    return checks.map(({ name }) => name);
  }

  /** Runs every check now and from then on by its interval. Starting twice does nothing. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#eventLoop.start();
    const { intervalMillis = healthDefaults.intervalMillis } = this.#given;
    this.#sweep = this.#clock.setInterval(() => this.#sweepNow(), intervalMillis);
    for (const { runner } of this.#checks.values()) runner.start();
  }

  /** Ends the schedule and calls off what runs. Results stay until they are stale; may be started again. */
  stop(): void {
    this.#running = false;
    this.#eventLoop.stop();
    this.#sweep?.cancel();
    for (const { runner } of this.#checks.values()) runner.stop();
  }

  /**
   * Runs every check once, or joins the runs under way, and answers the report of after. For people and scripts;
   * whoever asks often asks {@link currentHealth}.
   */
  async checkHealth(): Promise<HealthReport> {
    await Promise.all(Array.from(this.#checks.values(), ({ runner }) => runner.run()));
    return this.currentHealth;
  }

  /** What the last runs found. Runs nothing. */
  get currentHealth(): HealthReport {
    const checks = this.#results();
    return { overallStatus: verdictOf(checks), checks, timestampMillis: this.#clock.now() };
  }

  /** Whether the verdict is healthy, by the last runs. */
  isHealthy(): boolean {
    for (const { runner } of this.#checks.values()) if (runner.status !== 'healthy') return false;
    return true;
  }

  /** Transitions of one check, or of the verdict when no name is given; oldest first. Empty for an unknown name. */
  transitions(name?: string): readonly HealthTransition[] {
    return name === undefined ? this.#verdictHistory.list() : (this.#checks.get(name)?.history.list() ?? []);
  }

  /** Tells `listener` of every transition of a check and of the verdict. Answers how to stop. */
  onTransition(listener: HealthTransitionListener): () => void {
    return this.#listeners.add(listener);
  }

  #results(): HealthCheckResult[] {
    return Array.from(this.#checks.values(), ({ runner }) => runner.result());
  }

  #note({ name, status, options: { critical } }: CheckRunner): void {
    this.#tally.set(name, { status, critical });
  }

  /** What no run tells: results that went stale, and windows of the event loop nobody took. */
  #sweepNow(): void {
    this.#eventLoop.roll();
    for (const { runner } of this.#checks.values()) this.#note(runner);
    this.#settleVerdict('results are stale');
  }

  #onRun(name: string, changes: readonly StatusChange[]): void {
    const registered = this.#checks.get(name);
    if (registered === undefined) return;
    for (const change of changes) {
      const transition = { check: name, ...change };
      registered.history.add(transition);
      this.#listeners.tell(transition);
    }
    if (changes.length === 0) return;
    this.#note(registered.runner);
    this.#settleVerdict(changes.at(-1)!.message, name);
  }

  #settleVerdict(message: string, check?: string): void {
    const from = this.#verdict;
    const to = this.#tally.verdict;
    if (to === from) return;
    this.#verdict = to;
    const reason = check === undefined ? message : message === '' ? check : `${check}: ${message}`;
    const transition = { check: undefined, from, to, atMillis: this.#clock.now(), message: reason };
    this.#verdictHistory.add(transition);
    this.#listeners.tell(transition);
  }
}

function isCheck(value: unknown): value is HealthCheck {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { checkHealth?: unknown }).checkHealth === 'function'
  );
}

function invalid(expected: string, came: string): KotobaError {
  return new KotobaError('KOTOBA_HEALTH_INVALID_CHECK', `${expected}, got ${came}`);
}
