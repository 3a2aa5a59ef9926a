import type { Panel } from '@kotoba/dashboards';
import { formatValue, legendOf } from '@kotoba/dashboards/format-value';
import { resolveQuery } from '@kotoba/dashboards/resolve-query';
import {
  type InstantData,
  type LabelRecord,
  queryInstant,
  queryRange,
  type VectorSample,
} from '../api/queries.ts';
import { type ChartColumns, toColumns } from '../charts/columns.ts';
import type { PageState } from '../place/page-context.ts';
import { aligned, type ResolvedRange, rateInterval, stepOf } from '../time/time-range.ts';

/** A grid of moments to ask for. */
export interface Grid extends ResolvedRange {
  readonly step: number;
}

/** The grid that suits a range and as many points as there is room for. */
export function gridOf({ page, resolved }: PageState, points: number): Grid {
  const step = stepOf(resolved, points, page.collectionIntervalMillis / 1_000);
  return { ...aligned(resolved, step), step };
}

/** A panel's queries with the choices of the page in place of its variables. */
export function panelQueries(panel: Pick<Panel, 'queries'>, { page, databases }: PageState, step: number) {
  const interval = page.collectionIntervalMillis / 1_000;
  return panel.queries.map(({ query, legend }) => ({
    query: resolveQuery(query, {
      service: '',
      database: databases,
      rateIntervalSeconds: rateInterval(step, interval),
    }),
    nameOf: (labels: LabelRecord) => legendOf(legend, labels),
  }));
}

type NamedQuery = ReturnType<typeof panelQueries>[number];

/** The series of several queries over a range, as one chart shows them. */
export async function askRange(
  queries: readonly NamedQuery[],
  grid: Grid,
  signal: AbortSignal,
): Promise<ChartColumns> {
  const answers = await Promise.all(
    queries.map(async ({ query, nameOf }) => ({
      series: (await queryRange(query, grid, signal)).data,
      nameOf,
    })),
  );
  return toColumns(answers, grid);
}

/** A sample of an instant query with the name its panel gives it. */
export interface NamedSample {
  readonly name: string;
  readonly labels: LabelRecord;
  /** NaN for a native histogram. */
  readonly value: number;
  /** What is said instead of the value. */
  readonly text?: string;
}

/** A sample without a name; a native histogram as its count, sum and average. */
export function toNamed({ metric, value, histogram }: VectorSample): NamedSample {
  const named = { name: '', labels: metric };
  if (histogram === undefined) return { ...named, value: numberOf(value?.[1] ?? 'NaN') };
  const { count, sum } = histogram[1];
  const average = formatValue(numberOf(sum) / numberOf(count), 'none');
  return { ...named, value: Number.NaN, text: `count ${count}, sum ${sum}, average ${average}` };
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

/** The samples of several queries at one moment. */
export async function askInstant(
  queries: readonly NamedQuery[],
  time: number,
  signal: AbortSignal,
): Promise<readonly NamedSample[]> {
  const answers = await Promise.all(
    queries.map(async ({ query, nameOf }) =>
      samplesOf((await queryInstant(query, time, signal)).data).map((sample) => ({
        ...toNamed(sample),
        name: nameOf(sample.metric),
      })),
    ),
  );
  return answers.flat();
}

function samplesOf(data: InstantData): readonly VectorSample[] {
  if (data.resultType === 'vector') return data.result;
  return data.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : [];
}
