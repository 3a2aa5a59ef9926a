import { KotobaError } from './errors.ts';

/** The label that holds a series' metric name. */
export const METRIC_NAME = '__name__';

/**
 * An immutable label set: names in ascending order (by UTF-16 code unit), no duplicates, no empty values
 * (an empty value is the same as no label). The metric name is the label `__name__`.
 */
export class Labels {
  /** The empty label set. */
  static readonly EMPTY: Labels = new Labels([], []);

  /** Label names, ascending. Do not modify. */
  readonly names: readonly string[];
  /** `values[i]` belongs to `names[i]`. Do not modify. */
  readonly values: readonly string[];
  #key: string | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /**
   * From a plain record; labels with an empty value are left out.
   * @throws {KotobaError} KOTOBA_INVALID_LABEL for an empty name or a value that is not a string
   */
  static from(record: Readonly<Record<string, string>>): Labels {
    const names = Object.keys(record).filter((name) => {
      const value: unknown = record[name];
      if (typeof value !== 'string' || name === '') throw invalidLabel(name, value);
      return value !== '';
    });
    names.sort();
    return Labels.fromSorted(
      sharedNames(names),
      names.map((name) => record[name]!),
    );
  }

  /**
   * From arrays that already are what a label set promises (ascending, unique, no empty value).
   * Takes ownership; nothing is checked or copied.
   */
  static fromSorted(names: readonly string[], values: readonly string[]): Labels {
    return names.length === 0 ? Labels.EMPTY : new Labels(names, values);
  }

  /** How many labels there are. */
  get size(): number {
    return this.names.length;
  }

  /** The metric name, or `''`. */
  get metricName(): string {
    return this.get(METRIC_NAME);
  }

  /** A label's value, or `''` when it is not there. */
  get(name: string): string {
    const index = this.names.indexOf(name);
    return index < 0 ? '' : this.values[index]!;
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /**
   * A string that two label sets share exactly when they are equal; worked out once. Lengths stand before the
   * texts, since no character is reserved: a value may hold any.
   */
  get key(): string {
    if (this.#key === undefined) {
      const parts: string[] = [];
      for (let i = 0; i < this.names.length; i++) {
        const name = this.names[i]!;
        const value = this.values[i]!;
        parts.push(`${name.length},${value.length}:`, name, value);
      }
      // Joined, not added up: the engine would keep every step of an addition in memory as long as the key.
      this.#key = parts.join('');
    }
    return this.#key;
  }

  equals(other: Labels): boolean {
    return this === other || this.key === other.key;
  }

  /** The labels for which `keep` answers true; `this` when that is all of them. */
  filter(keep: (name: string) => boolean): Labels {
    const names: string[] = [];
    const values: string[] = [];
    for (let i = 0; i < this.names.length; i++) {
      if (!keep(this.names[i]!)) continue;
      names.push(this.names[i]!);
      values.push(this.values[i]!);
    }
    return names.length === this.names.length ? this : Labels.fromSorted(names, values);
  }

  /** Without `name`; `this` when it is not there. */
  without(name: string): Labels {
    return this.has(name) ? this.filter((other) => other !== name) : this;
  }

  /** With `name` set to `value`; an empty value removes it. */
  with(name: string, value: string): Labels {
    if (value === '') return this.without(name);
    if (this.get(name) === value) return this;
    return Labels.from({ ...this.toRecord(), [name]: value });
  }

  toRecord(): Record<string, string> {
    // Assigning to a label named `__proto__` would lose it; fromEntries() defines it.
    return Object.fromEntries(this.names.map((name, i) => [name, this.values[i]!]));
  }

  /** As PromQL writes it: `name{a="b"}`, and `{"my.name", "a.b"="c"}` where a name needs quotes. */
  toString(): string {
    const bareName = BARE_METRIC_NAME.test(this.metricName) ? this.metricName : '';
    const parts = bareName === this.metricName ? [] : [JSON.stringify(this.metricName)];
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i]!;
      if (name === METRIC_NAME) continue;
      parts.push(
        `${BARE_LABEL_NAME.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(this.values[i])}`,
      );
    }
    return parts.length === 0 && bareName !== '' ? bareName : `${bareName}{${parts.join(', ')}}`;
  }

  toJSON(): Record<string, string> {
    return this.toRecord();
  }
}

const MOST_SHARED = 1_000;
const shared = new Map<string, readonly string[]>();

/** The same array for the same names, which all series of a metric tend to have. */
function sharedNames(names: readonly string[]): readonly string[] {
  const key = names.join('\n');
  const known = shared.get(key);
  if (known === undefined) {
    if (shared.size < MOST_SHARED) shared.set(key, names);
    return names;
  }
  // Names may hold a line feed, and so two lists one key.
  return known.length === names.length && known.every((name, i) => name === names[i]) ? known : names;
}

const BARE_METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const BARE_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function invalidLabel(name: string, value: unknown): KotobaError {
  const problem =
    name === '' ? 'expected a label name of at least one character' : `expected a string as value of ${name}`;
  return new KotobaError('KOTOBA_INVALID_LABEL', `${problem}, got ${name === '' ? '""' : typeof value}`);
}
