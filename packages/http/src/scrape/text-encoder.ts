import { escapeHelp, type TranslatedFamily, type Translation } from '@kotoba/core';

/** Samples written before the event loop gets a turn. */
const SAMPLES_PER_TURN = 2_000;

/** How a collection is written. */
export interface TextFormat {
  header(family: TranslatedFamily): string;
  /** One sample with its line feed. */
  sample(family: TranslatedFamily, index: number): string;
  readonly end: string;
}

/** Prometheus' text format 0.0.4, byte for byte as @opentelemetry/exporter-prometheus writes what both can write. */
export const textFormat: TextFormat = {
  header: ({ name, type, help, unit }) => {
    const unitLine = unit === '' ? '' : `# UNIT ${name} ${escapeHelp(unit)}\n`;
    return `# HELP ${name} ${escapeHelp(help || 'description missing')}\n${unitLine}# TYPE ${name} ${type}\n`;
  },
  sample: ({ series, values }, i) => `${series[i]!.text + formatValue(values[i]!)}\n`,
  end: '',
};

/** Writes a collection, native histograms left out. Gives the event loop a turn every few thousand samples. */
export async function encodeText(
  translation: Pick<Translation, 'families'>,
  format: TextFormat = textFormat,
  turn: () => Promise<void> = nextTurn,
): Promise<string> {
  const parts: string[] = [];
  let sinceTurn = 0;
  for (const family of translation.families) {
    if (family.type === 'native') continue;
    parts.push(format.header(family));
    for (let start = 0; start < family.series.length; start += SAMPLES_PER_TURN) {
      const end = Math.min(start + SAMPLES_PER_TURN, family.series.length);
      if (sinceTurn + end - start > SAMPLES_PER_TURN && sinceTurn > 0) {
        sinceTurn = 0;
        await turn();
      }
      parts.push(samples(family, format, start, end));
      sinceTurn += end - start;
    }
  }
  parts.push(format.end);
  return parts.join('');
}

function samples(family: TranslatedFamily, format: TextFormat, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += format.sample(family, i);
  return text;
}

/** A float as both formats write it. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return `${value}`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
