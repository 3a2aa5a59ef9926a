/** One line of a scrape. */
export interface ExposedSample {
  /** The name and labels, the labels sorted: equal for equal series. */
  readonly key: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly ExposedSample[];
  /** The type a `# TYPE` line gives a name. */
  readonly types: ReadonlyMap<string, string>;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: (-?\d+))?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** A series' identity, by which two sources of the same series can be compared. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}${JSON.stringify(Object.fromEntries(pairs))}`;
}

/** Reads a number as Prometheus writes it: `+Inf`, `-Inf` and `NaN` included. */
export function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  const value = Number(text);
  if (Number.isNaN(value) && text !== 'NaN') throw new Error(`not a value: ${text}`);
  return value;
}

/**
 * Reads Prometheus' text format, version 0.0.4, strictly: throws at a line that is not in the grammar, a series that comes
 * twice, and a name with two types.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseExposition(text: string): Exposition {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const samples = new Map<string, ExposedSample>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type) {
      if (types.has(type[1]!)) throw new Error(`two types: ${line}`);
      types.set(type[1]!, type[2]!);
    }
    if (line === '' || line.startsWith('#')) continue;
    const sample = parseSample(line);
    if (samples.has(sample.key)) throw new Error(`twice: ${line}`);
    samples.set(sample.key, sample);
  }
  return { samples: [...samples.values()], types };
}

function parseSample(line: string): ExposedSample {
  const match = SAMPLE.exec(line);
  if (!match) throw new Error(`not a sample: ${line}`);
  const [, name, labelText = '', value] = match;
  const labels: Record<string, string> = {};
  let consumed = 0;
  for (const [whole, label, escaped] of labelText.matchAll(LABEL)) {
    if (Object.hasOwn(labels, label!)) throw new Error(`label '${label}' twice: ${line}`);
    labels[label!] = escaped!.replaceAll(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
    consumed += whole.length;
  }
  if (consumed !== labelText.length) throw new Error(`labels not understood: ${line}`);
  return { key: seriesKey(name!, labels), name: name!, labels, value: parseValue(value!) };
}
