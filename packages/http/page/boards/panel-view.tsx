import type { Dashboard, Panel } from '@kotoba/dashboards';
import { useState } from 'preact/hooks';
import { useAnswer } from '../api/use-answer.ts';
import type { ChartColumns } from '../charts/columns.ts';
import { ColumnsTable } from '../charts/columns-table.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { Lines } from '../charts/lines.tsx';
import { States } from '../charts/states.tsx';
import { type PageState, usePage } from '../place/page-context.ts';
import { withParameters } from '../place/place.ts';
import { go } from '../place/use-place.ts';
import { fixedRange, type ResolvedRange } from '../time/time-range.ts';
import { Bars, SampleTable } from './newest-values.tsx';
import { PanelMenu } from './panel-menu.tsx';
import { askInstant, askRange, gridOf, type NamedSample, panelQueries } from './panel-query.ts';
import { Stat } from './stat.tsx';
import { useElementWidth } from './use-element-width.ts';

/** Points closer together than this many pixels say nothing more. */
const PIXELS_PER_POINT = 2;

/** Shows a range somebody chose on a chart. */
export function zoomTo(state: PageState, range: ResolvedRange): void {
  go(withParameters(state.place, { ...fixedRange(range) }));
}

/** A panel with its answer, kept up to date while it is near the screen. */
export function PanelView({
  panel,
  dashboard,
  height,
}: {
  readonly panel: Panel;
  readonly dashboard?: Dashboard;
  readonly height?: number;
}) {
  const state = usePage();
  const { element, width, isNear } = useElementWidth<HTMLElement>();
  const [asTable, setAsTable] = useState(false);
  const grid = gridOf(state, Math.max(Math.floor(width / PIXELS_PER_POINT), 50));
  const queries = panelQueries(panel, state, grid.step);
  const isInstant = panel.kind === 'bars' || panel.kind === 'table';
  const subject = queries.map(({ query }) => query).join('\n');
  const { data, error, isLoading } = useAnswer<ChartColumns | readonly NamedSample[]>(
    (signal) => (isInstant ? askInstant(queries, grid.end, signal) : askRange(queries, grid, signal)),
    { key: `${grid.start} ${grid.end} ${grid.step}`, subject, isWanted: isNear && width > 0 },
  );
  const isEmpty = data !== undefined && ('times' in data ? data.series : data).length === 0;
  return (
    <section
      ref={element}
      class="panel"
      data-panel={panel.title}
      aria-busy={isLoading}
      style={{ '--columns': panel.width ?? 12 }}
    >
      <header>
        <h3 title={panel.description}>{panel.title}</h3>
        <PanelMenu
          panel={panel}
          dashboard={dashboard}
          queries={queries.map(({ query }) => query)}
          asTable={asTable}
          onTable={() => setAsTable(!asTable)}
        />
      </header>
      <p class="description">{panel.description}</p>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {isEmpty && <p class="empty">No data in this range.</p>}
      {data !== undefined && !isEmpty && (
        <Answer panel={panel} data={data} asTable={asTable} state={state} height={height} grid={grid} />
      )}
    </section>
  );
}

function Answer({
  panel,
  data,
  asTable,
  state,
  height,
  grid,
}: {
  readonly panel: Panel;
  readonly data: ChartColumns | readonly NamedSample[];
  readonly asTable: boolean;
  readonly state: PageState;
  readonly height: number | undefined;
  readonly grid: ResolvedRange;
}) {
  const { kind, title, unit, meanings = [], thresholds } = panel;
  if (!('times' in data)) {
    const isTable = kind === 'table' || asTable;
    const Shown = isTable ? SampleTable : Bars;
    return (
      <Shown title={title} samples={data} unit={unit} thresholds={thresholds ?? []} meanings={meanings} />
    );
  }
  if (asTable) return <ColumnsTable title={title} columns={data} unit={unit} />;
  const shared = {
    title,
    columns: data,
    range: grid,
    onZoom: (range: ResolvedRange) => zoomTo(state, range),
  };
  switch (kind) {
    case 'states':
      return <States {...shared} meanings={meanings} />;
    case 'heatmap':
      return <HeatMap {...shared} unit={unit} />;
    case 'stat':
      return <Stat columns={data} unit={unit} thresholds={thresholds ?? []} meanings={meanings} />;
    default:
      return <Lines {...shared} {...panel} {...(height !== undefined && { height })} />;
  }
}
