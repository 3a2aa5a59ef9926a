/** A map with text keys; what is not there is the empty text, as with Go's `missingkey=zero`. */
export class GoMap {
  readonly entries: ReadonlyMap<string, GoValue>;

  constructor(entries: Iterable<readonly [string, GoValue]>) {
    this.entries = new Map(entries);
  }

  static of(record: Readonly<Record<string, string>>): GoMap {
    return new GoMap(Object.entries(record));
  }

  get(name: string): GoValue {
    return this.entries.get(name) ?? '';
  }

  /** Keys in the order Go's templates range over them. */
  get keys(): readonly string[] {
    return [...this.entries.keys()].sort();
  }
}

/** A struct: fields that are not there cannot be asked for. */
export class GoStruct {
  readonly typeName: string;
  readonly fields: Readonly<Record<string, GoValue>>;

  constructor(typeName: string, fields: Readonly<Record<string, GoValue>>) {
    this.typeName = typeName;
    this.fields = fields;
  }
}

/** A `time.Time` in UTC. */
export class GoTime {
  /** Nanoseconds since the epoch. */
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  /** As Go's `time.Time.String` writes it. */
  toString(): string {
    const millis = this.nanos / 1_000_000n - (this.nanos % 1_000_000n < 0n ? 1n : 0n);
    const iso = new Date(Number(millis)).toISOString();
    const [date, time] = [iso.slice(0, 10), iso.slice(11, 19)];
    const rest = (((this.nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)
      .toString()
      .padStart(9, '0');
    const fraction = rest.replace(/0+$/, '');
    return `${date} ${time}${fraction === '' ? '' : `.${fraction}`} +0000 UTC`;
  }
}

/** A `time.Duration`. */
export class GoDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  /** As Go's `time.Duration.String` writes it: `1h2m3.5s`. */
  toString(): string {
    if (this.nanos === 0n) return '0s';
    const sign = this.nanos < 0n ? '-' : '';
    const nanos = this.nanos < 0n ? -this.nanos : this.nanos;
    if (nanos < 1_000n) return `${sign}${nanos}ns`;
    if (nanos < 1_000_000n) return `${sign}${decimal(nanos, 1_000n)}µs`;
    if (nanos < 1_000_000_000n) return `${sign}${decimal(nanos, 1_000_000n)}ms`;
    const minutes = nanos / 60_000_000_000n;
    const seconds = `${decimal(nanos % 60_000_000_000n, 1_000_000_000n)}s`;
    if (minutes === 0n) return sign + seconds;
    return minutes < 60n
      ? `${sign}${minutes}m${seconds}`
      : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
  }
}

function decimal(value: bigint, unit: bigint): string {
  const rest = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${value / unit}` : `${value / unit}.${rest}`;
}

/** A value of a template: a bigint is Go's int, a number its float64, null its nil. */
export type GoValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly GoValue[]
  | GoMap
  | GoStruct
  | GoTime
  | GoDuration;

/** Whether `if` and `and` take a value for true. Source: Go's `text/template.IsTrue`. */
export function isTrue(value: GoValue): boolean {
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoDuration) return value.nanos !== 0n;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

/** The name of a value's type in Go. */
export function typeOf(value: GoValue): string {
  if (value === null) return '<nil>';
  if (value instanceof GoMap) return 'map[string]string';
  if (value instanceof GoStruct) return value.typeName;
  if (value instanceof GoTime) return 'time.Time';
  if (value instanceof GoDuration) return 'time.Duration';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    default:
      return 'string';
  }
}
