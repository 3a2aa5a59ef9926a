import { randomUUID } from 'node:crypto';
import { type Clock, KotobaError, type Labels, type Matcher } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';
import { loadRecords } from '../state/load-records.ts';
import type { StateStore } from '../state/state-store.ts';
import { matchesAll } from './inhibition.ts';

/** A condition as a silence is made of it. */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  /** `=` or `=~` rather than their opposites. */
  readonly isEqual: boolean;
}

/** What a silence is made of. Times are milliseconds since the epoch. */
export interface SilenceInput {
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAtMillis: number;
  readonly endsAtMillis: number;
  readonly createdBy: string;
  readonly comment: string;
}

/** Alerts that match all its matchers are not sent while it is active. */
export interface Silence extends SilenceInput {
  readonly id: string;
  readonly updatedAtMillis: number;
}

/** Where a silence is in its life. */
export type SilenceState = 'pending' | 'active' | 'expired';

/** How long an expired silence is still shown. Source: Alertmanager's `--data.retention`. */
const KEPT_MILLIS = 120 * 3_600_000;

/** The silences: made, changed, ended, and asked whether they hold an alert back. */
export class Silences {
  readonly #clock: Clock;
  readonly #store: StateStore;
  readonly #silences: Map<string, { readonly silence: Silence; readonly compiled: readonly Matcher[] }>;

  constructor(clock: Clock, store: StateStore) {
    this.#clock = clock;
    this.#store = store;
    this.#silences = loadRecords(store, 'silence', (silence) => ({
      silence,
      compiled: compile(silence.matchers),
    }));
  }

  /**
   * Makes a silence, or changes the one with `id`. Other matchers or another start make a new silence in
   * its place.
   * @throws {KotobaError} KOTOBA_ALERTING_INVALID_SILENCE, KOTOBA_ALERTING_UNKNOWN_SILENCE
   */
  set(input: SilenceInput, id?: string): Silence {
    const compiled = validate(input);
    const now = this.#clock.now();
    this.#forgetOld(now);
    const known = id === undefined ? undefined : this.#known(id);
    if (known !== undefined && !canChange(known, input, now)) {
      if (this.stateOf(known) !== 'expired') this.expire(known.id);
      return this.#keep(
        {
          ...input,
          startsAtMillis: Math.max(input.startsAtMillis, now),
          id: randomUUID(),
          updatedAtMillis: now,
        },
        compiled,
      );
    }
    const startsAtMillis =
      known !== undefined && this.stateOf(known) === 'active'
        ? known.startsAtMillis
        : Math.max(input.startsAtMillis, now);
    return this.#keep(
      { ...input, startsAtMillis, id: known?.id ?? randomUUID(), updatedAtMillis: now },
      compiled,
    );
  }

  /**
   * Ends a silence now.
   * @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_SILENCE
   */
  expire(id: string): void {
    const silence = this.#known(id);
    const now = this.#clock.now();
    if (this.stateOf(silence) === 'expired') return;
    const startsAtMillis = Math.min(silence.startsAtMillis, now);
    this.#keep(
      { ...silence, startsAtMillis, endsAtMillis: now, updatedAtMillis: now },
      compile(silence.matchers),
    );
  }

  get(id: string): Silence | undefined {
    return this.#silences.get(id)?.silence;
  }

  /** All of them, expired ones included until they are forgotten. */
  list(): Silence[] {
    this.#forgetOld(this.#clock.now());
    return [...this.#silences.values()].map(({ silence }) => silence);
  }

  stateOf({ startsAtMillis, endsAtMillis }: Silence): SilenceState {
    const now = this.#clock.now();
    if (now < startsAtMillis) return 'pending';
    return now < endsAtMillis ? 'active' : 'expired';
  }

  /** The ids of the active silences that hold back an alert with these labels. */
  silencing(labels: Labels): string[] {
    const ids: string[] = [];
    for (const { silence, compiled } of this.#silences.values())
      if (this.stateOf(silence) === 'active' && matchesAll(compiled, labels)) ids.push(silence.id);
    return ids.sort();
  }

  #known(id: string): Silence {
    const entry = this.#silences.get(id);
    if (entry === undefined)
      throw new KotobaError('KOTOBA_ALERTING_UNKNOWN_SILENCE', `there is no silence ${JSON.stringify(id)}`);
    return entry.silence;
  }

  #keep(silence: Silence, compiled: readonly Matcher[]): Silence {
    this.#silences.set(silence.id, { silence, compiled });
    this.#store.put('silence', silence.id, silence);
    return silence;
  }

  #forgetOld(now: number): void {
    for (const { silence } of [...this.#silences.values()]) {
      if (silence.endsAtMillis + KEPT_MILLIS > now) continue;
      this.#silences.delete(silence.id);
      this.#store.delete('silence', silence.id);
    }
  }
}

/** Source: prometheus/alertmanager `silence.canUpdate`. */
function canChange(known: Silence, next: SilenceInput, now: number): boolean {
  if (known.endsAtMillis <= now) return false;
  if (JSON.stringify(known.matchers) !== JSON.stringify(next.matchers)) return false;
  if (known.startsAtMillis <= now)
    return next.startsAtMillis === known.startsAtMillis && next.endsAtMillis > now;
  return next.startsAtMillis >= now;
}

function compile(matchers: readonly SilenceMatcher[]): Matcher[] {
  return matchers.map(({ name, value, isRegex, isEqual }) => {
    const op = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
    return createMatcher(name, op, value);
  });
}

function validate(input: SilenceInput): Matcher[] {
  const invalid = (reason: string, cause?: unknown) =>
    new KotobaError('KOTOBA_ALERTING_INVALID_SILENCE', reason, cause === undefined ? {} : { cause });
  if (input.matchers.length === 0) throw invalid('expected at least one matcher');
  if (!(input.endsAtMillis > input.startsAtMillis)) throw invalid('expected the end to be after the start');
  let compiled: Matcher[];
  try {
    compiled = compile(input.matchers);
  } catch (error) {
    throw invalid(`expected valid matchers: ${error instanceof Error ? error.message : error}`, error);
  }
  if (compiled.every((matcher) => matcher.matches('')))
    throw invalid('expected at least one matcher that does not match the empty string');
  return compiled;
}
