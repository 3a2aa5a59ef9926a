import { legendOf } from '@kotoba/dashboards/format-value';
import { useState } from 'preact/hooks';
import {
  type InstantData,
  type MatrixSeries,
  queryInstant,
  queryRange,
  type VectorSample,
} from '../api/queries.ts';
import type { Answer } from '../api/request.ts';
import { useAnswer } from '../api/use-answer.ts';
import { SampleTable } from '../boards/newest-values.tsx';
import { gridOf, toNamed } from '../boards/panel-query.ts';
import { zoomTo } from '../boards/panel-view.tsx';
import { useElementWidth } from '../boards/use-element-width.ts';
import { type ChartColumns, toColumns } from '../charts/columns.ts';
import { ColumnsTable } from '../charts/columns-table.tsx';
import { Lines } from '../charts/lines.tsx';
import { usePage } from '../place/page-context.ts';
import { withParameters } from '../place/place.ts';
import { go } from '../place/use-place.ts';

const TABS = [
  { name: 'graph', text: 'Graph' },
  { name: 'values', text: 'Values over time' },
  { name: 'table', text: 'Now' },
] as const;
const HEIGHT = 320;
/** More lines than this are drawn by nobody's eyes, and slowly. */
const MOST_LINES = 200;

/** What a query answers, as the tab the link names shows it. */
export function ExploreAnswer({ query }: { readonly query: string }) {
  const { place } = usePage();
  const tab = TABS.find(({ name }) => name === place.parameters.get('tab')) ?? TABS[0];
  return (
    <section class="panel answer" data-panel={query}>
      <header>
        <h3>
          <code>{query}</code>
        </h3>
        <fieldset class="tabs" aria-label="As">
          {TABS.map(({ name, text }) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === tab.name}
              onClick={() => go(withParameters(place, { tab: name }), { replace: true })}
            >
              {text}
            </button>
          ))}
        </fieldset>
      </header>
      {tab.name === 'table' ? (
        <Now query={query} />
      ) : (
        <OverTime query={query} asTable={tab.name === 'values'} />
      )}
    </section>
  );
}

function OverTime({ query, asTable }: { readonly query: string; readonly asTable: boolean }) {
  const state = usePage();
  const { element, width } = useElementWidth<HTMLDivElement>();
  const [isWhole, setWhole] = useState(false);
  const grid = gridOf(state, Math.max(Math.floor(width / 2), 50));
  const { data, error } = useAnswer<Answer<ChartColumns>>(
    async (signal) => {
      const { data: series, notes } = await queryRange(query, grid, signal);
      const lines = series.filter(({ values }) => values !== undefined);
      const columns = toColumns([{ series: lines, nameOf: (labels) => legendOf(undefined, labels) }], grid);
      return { data: columns, notes: [...notes, ...histogramNotes(series)] };
    },
    { key: `${grid.start} ${grid.end} ${grid.step}`, subject: query, isWanted: width > 0 },
  );
  const all = data?.data;
  const shown = all && (isWhole ? all : { ...all, series: all.series.slice(0, MOST_LINES) });
  return (
    <div ref={element}>
      <Notes notes={data?.notes ?? []} error={error} />
      {shown?.series.length === 0 && <p class="empty">No series in this range.</p>}
      {shown !== undefined && shown.series.length > 0 && asTable && (
        <ColumnsTable title={query} columns={shown} unit="none" />
      )}
      {shown !== undefined && shown.series.length > 0 && !asTable && (
        <Lines
          title={query}
          columns={shown}
          unit="none"
          range={grid}
          height={HEIGHT}
          onZoom={(range) => zoomTo(state, range)}
        />
      )}
      {all !== undefined && all.series.length > MOST_LINES && (
        <button type="button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? `Show ${MOST_LINES} series` : `Show all ${all.series.length} series`}
        </button>
      )}
    </div>
  );
}

/** What to do about native histograms, which are no lines. */
function histogramNotes(series: readonly MatrixSeries[]): string[] {
  const count = series.filter(({ histograms }) => histograms !== undefined).length;
  if (count === 0) return [];
  return [
    `${count} series of native histograms are not drawn: ask for histogram_quantile(), histogram_avg() or the like.`,
  ];
}

function Now({ query }: { readonly query: string }) {
  const { resolved } = usePage();
  const { data, error } = useAnswer((signal) => queryInstant(query, resolved.end, signal), {
    key: String(resolved.end),
    subject: query,
  });
  const rows = data === undefined ? [] : rowsOf(data.data);
  return (
    <>
      <Notes notes={data?.notes ?? []} error={error} />
      {data !== undefined && rows.length === 0 && <p class="empty">No series now.</p>}
      {typeof rows === 'string' ? (
        <p>{rows}</p>
      ) : (
        rows.length > 0 && (
          <SampleTable title={query} samples={rows.map(toNamed)} unit="none" thresholds={[]} meanings={[]} />
        )
      )}
    </>
  );
}

function rowsOf(data: InstantData): readonly VectorSample[] | string {
  switch (data.resultType) {
    case 'vector':
      return data.result;
    case 'matrix':
      return data.result.flatMap(({ metric, values, histograms }): VectorSample[] => {
        const value = values?.at(-1);
        const histogram = histograms?.at(-1);
        if (value !== undefined) return [{ metric, value }];
        return histogram === undefined ? [] : [{ metric, histogram }];
      });
    default:
      return data.result[1];
  }
}

function Notes({ notes, error }: { readonly notes: readonly string[]; readonly error: string | undefined }) {
  return (
    <>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </>
  );
}
