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

  /** From a plain record; labels with an empty value are left out. */
  static from(record: Readonly<Record<string, string>>): Labels {
    const names = Object.keys(record).filter((name) => record[name] !== '');
    if (names.length === 0) return Labels.EMPTY;
    names.sort();
    return new Labels(
      names,
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

  /** A string that two label sets share exactly when they are equal; worked out once. */
  get key(): string {
    if (this.#key === undefined) {
      let key = '';
      for (let i = 0; i < this.names.length; i++) key += `${this.names[i]}\u0001${this.values[i]}\u0002`;
      this.#key = key;
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
    const record: Record<string, string> = {};
    for (let i = 0; i < this.names.length; i++) record[this.names[i]!] = this.values[i]!;
    return record;
  }

  /** As PromQL writes it: `name{a="b"}`. */
  toString(): string {
    const pairs: string[] = [];
    for (let i = 0; i < this.names.length; i++) {
      if (this.names[i] === METRIC_NAME) continue;
      pairs.push(`${this.names[i]}=${JSON.stringify(this.values[i])}`);
    }
    return pairs.length === 0 && this.metricName !== ''
      ? this.metricName
      : `${this.metricName}{${pairs.join(', ')}}`;
  }

  toJSON(): Record<string, string> {
    return this.toRecord();
  }
}
