import { type Answer, getData } from './request.ts';

/** Labels of a series. */
export type LabelRecord = Readonly<Record<string, string>>;

/** A series of a range query; times in seconds. */
export interface MatrixSeries {
  readonly metric: LabelRecord;
  readonly values?: readonly (readonly [number, string])[];
  readonly histograms?: readonly (readonly [number, NativeHistogramJson])[];
}

/** A sample of an instant query. */
export interface VectorSample {
  readonly metric: LabelRecord;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, NativeHistogramJson];
}

/** A native histogram; buckets are `[boundaries, lower, upper, count]`. */
export interface NativeHistogramJson {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

/** What an instant query answers. */
export type InstantData =
  | { readonly resultType: 'vector'; readonly result: readonly VectorSample[] }
  | { readonly resultType: 'matrix'; readonly result: readonly MatrixSeries[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: readonly [number, string] };

/** Series over a range. */
export async function queryRange(
  query: string,
  { start, end, step }: { start: number; end: number; step: number },
  signal?: AbortSignal,
): Promise<Answer<readonly MatrixSeries[]>> {
  const parameters = { query, start: String(start), end: String(end), step: String(step) };
  const { data, notes } = await getData<{ result: readonly MatrixSeries[] }>(
    'api/v1/query_range',
    parameters,
    signal,
  );
  return { data: data.result, notes };
}

/** What a query answers at one moment. */
export function queryInstant(
  query: string,
  timeSeconds: number,
  signal?: AbortSignal,
): Promise<Answer<InstantData>> {
  return getData<InstantData>('api/v1/query', { query, time: String(timeSeconds) }, signal);
}

/** Samples of a query that gives a vector; none otherwise. */
export async function queryVector(
  query: string,
  timeSeconds: number,
  signal?: AbortSignal,
): Promise<readonly VectorSample[]> {
  const { data } = await queryInstant(query, timeSeconds, signal);
  return data.resultType === 'vector' ? data.result : [];
}

/** Values of a label, of all series or of those that match. */
export async function labelValues(label: string, match?: string, signal?: AbortSignal): Promise<string[]> {
  const { data } = await getData<string[]>(
    `api/v1/label/${encodeURIComponent(label)}/values`,
    match === undefined ? {} : { 'match[]': match },
    signal,
  );
  return data;
}

/** Names of labels, of all series or of those that match. */
export async function labelNames(match?: string, signal?: AbortSignal): Promise<string[]> {
  const { data } = await getData<string[]>(
    'api/v1/labels',
    match === undefined ? {} : { 'match[]': match },
    signal,
  );
  return data;
}

/** Kind and meaning of each metric. */
export async function metadata(
  signal?: AbortSignal,
): Promise<Record<string, { type: string; help: string }[]>> {
  const { data } = await getData<Record<string, { type: string; help: string }[]>>(
    'api/v1/metadata',
    {},
    signal,
  );
  return data;
}

/** The query in its usual layout. @throws {RequestError} saying where it is wrong */
export async function formatted(query: string): Promise<string> {
  return (await getData<string>('api/v1/format_query', { query })).data;
}
