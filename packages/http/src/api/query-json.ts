import type { SeriesSamples } from '@kotoba/core';
import { formatFloat, type InstantSample, type QueryValue } from '@kotoba/promql';
import { histogramJson } from './histogram-json.ts';
import {
  type JsonPieces,
  jsonArray,
  jsonLabels,
  jsonString,
  PIECE_CHARACTERS,
  sampleTime,
  sampleValue,
} from './json-text.ts';

/**
 * A query's result as `{"resultType":…,"result":…}`.
 * @param stats what stands beside it, already as JSON
 */
export function* queryJson(value: QueryValue, stats?: string): JsonPieces {
  yield `{"resultType":"${value.type}","result":`;
  yield* resultJson(value);
  yield stats === undefined ? '}' : `,"stats":${stats}}`;
}

/** Scalars and strings have their time as any JSON number, and scalars no exponents, as in Prometheus. */
function resultJson(value: QueryValue): JsonPieces {
  switch (value.type) {
    case 'scalar':
      return [`[${value.timestampMillis / 1_000},"${formatFloat(value.value)}"]`];
    case 'string':
      return [`[${value.timestampMillis / 1_000},${jsonString(value.value)}]`];
    case 'vector':
      return jsonArray(value.samples, instantSample);
    case 'matrix':
      return matrixJson(value.series);
  }
}

function instantSample({ labels, timestampMillis, value, histogram }: InstantSample): string {
  const time = sampleTime(timestampMillis);
  const sample =
    histogram === undefined
      ? `"value":[${time},"${sampleValue(value)}"]`
      : `"histogram":[${time},${histogramJson(histogram)}]`;
  return `{"metric":${jsonLabels(labels)},${sample}}`;
}

function* matrixJson(series: readonly SeriesSamples[]): JsonPieces {
  const heads = new SampleHeads();
  let text = '[';
  for (let i = 0; i < series.length; i++) {
    const { labels, timestamps, values, histograms } = series[i]!;
    text += `${i === 0 ? '' : ','}{"metric":${jsonLabels(labels)}`;
    const times = heads.of(timestamps);
    let open = false;
    for (let at = 0; at < values.length; at++) {
      if (histograms?.[at] !== undefined) continue;
      text += `${open ? ',' : ',"values":['}${times[at]}"${sampleValue(values[at]!)}"]`;
      open = true;
      if (text.length < PIECE_CHARACTERS) continue;
      yield text;
      text = '';
    }
    if (open) text += ']';
    if (histograms !== undefined) {
      open = false;
      for (let at = 0; at < histograms.length; at++) {
        const histogram = histograms[at];
        if (histogram === undefined) continue;
        text += `${open ? ',' : ',"histograms":['}${times[at]}${histogramJson(histogram)}]`;
        open = true;
        if (text.length < PIECE_CHARACTERS) continue;
        yield text;
        text = '';
      }
      if (open) text += ']';
    }
    text += '}';
  }
  yield `${text}]`;
}

/** What every sample begins with, its time; made once for series that share their times. */
class SampleHeads {
  #timestamps: Float64Array | undefined;
  #heads: string[] = [];

  of(timestamps: Float64Array): readonly string[] {
    if (this.#timestamps !== timestamps) {
      this.#timestamps = timestamps;
      this.#heads = Array.from(timestamps, (millis) => `[${sampleTime(millis)},`);
    }
    return this.#heads;
  }
}
