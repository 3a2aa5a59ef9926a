import { escapeHelp, type TranslatedFamily, type Translation } from '@kotoba/core';

/** Samples written before the event loop gets a turn. */
const SAMPLES_PER_TURN = 2_000;

/**
 * Writes a collection in Prometheus' text format 0.0.4, byte for byte as @opentelemetry/exporter-prometheus does for
 * what both can write. Gives the event loop a turn every few thousand samples.
 * @returns the text, and the metrics it cannot carry
 */
export async function encodeText(
  translation: Translation,
  turn: () => Promise<void> = nextTurn,
): Promise<{ readonly text: string; readonly leftOut: readonly string[] }> {
  const parts: string[] = [];
  const leftOut: string[] = [];
  let sinceTurn = 0;
  for (const family of translation.families) {
    if (family.type === 'native') {
      leftOut.push(family.name);
      continue;
    }
    parts.push(header(family));
    for (let start = 0; start < family.series.length; start += SAMPLES_PER_TURN) {
      const end = Math.min(start + SAMPLES_PER_TURN, family.series.length);
      if (sinceTurn + end - start > SAMPLES_PER_TURN && sinceTurn > 0) {
        sinceTurn = 0;
        await turn();
      }
      parts.push(samples(family, start, end));
      sinceTurn += end - start;
    }
  }
  return { text: parts.join(''), leftOut };
}

function header({ name, type, help, unit }: TranslatedFamily): string {
  const unitLine = unit === '' ? '' : `# UNIT ${name} ${escapeHelp(unit)}\n`;
  return `# HELP ${name} ${escapeHelp(help || 'description missing')}\n${unitLine}# TYPE ${name} ${type}\n`;
}

function samples({ series, values }: TranslatedFamily, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += `${series[i]!.text + formatValue(values[i]!)}\n`;
  return text;
}

function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return `${value}`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
