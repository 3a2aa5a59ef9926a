import { isStaleNaN, type Labels, METRIC_NAME, type SeriesSamples } from '@kotoba/core';
import type { ApiCall, ApiContext } from './api-call.ts';
import { badData } from './api-error.ts';
import { type JsonPieces, PIECE_CHARACTERS, sampleValue } from './json-text.ts';
import { readSelectors, readSource } from './read-source.ts';

interface FederatedSample {
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMillis: number;
}

/**
 * The newest sample of every series `match[]` selects, in the text format, with its time. Native histograms have no form
 * there and are left out. A series without the label `instance` gets an empty one, so that the server that scrapes this
 * does not add its own.
 * @throws {ApiError}
 */
export async function federate(call: ApiCall, context: ApiContext): Promise<JsonPieces> {
  const { source, clock, lookbackMillis } = context;
  const endMillis = Math.trunc(clock.now());
  const range = { startMillis: endMillis - lookbackMillis, endMillis, signal: call.signal };
  const newest = new Map<string, FederatedSample>();
  for (const matchers of readSelectors(call, context, badData)) {
    for (const series of await readSource(() => source.select(matchers, range))) {
      const sample = newestOf(series);
      if (sample !== undefined) newest.set(series.labels.key, sample);
    }
  }
  const samples = [...newest.values()].filter(({ labels }) => labels.has(METRIC_NAME));
  return familiesText(samples.sort((a, b) => (a.labels.metricName < b.labels.metricName ? -1 : 1)));
}

function newestOf({ labels, timestamps, values, histograms }: SeriesSamples): FederatedSample | undefined {
  const last = values.length - 1;
  if (last < 0 || histograms?.[last] !== undefined || isStaleNaN(values, last)) return undefined;
  return { labels, value: values[last]!, timestampMillis: timestamps[last]! };
}

function* familiesText(samples: readonly FederatedSample[]): JsonPieces {
  let text = '';
  let family: string | undefined;
  for (const { labels, value, timestampMillis } of samples) {
    const name = labels.metricName;
    if (name !== family) text += `# TYPE ${name} untyped\n`;
    family = name;
    text += `${name}{${pairs(labels)}} ${sampleValue(value)} ${timestampMillis}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function pairs(labels: Labels): string {
  const texts: string[] = [];
  labels.names.forEach((name, i) => {
    if (name !== METRIC_NAME) texts.push(`${name}="${escapeValue(labels.values[i]!)}"`);
  });
  if (!labels.has('instance')) texts.push('instance=""');
  return texts.join(',');
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
