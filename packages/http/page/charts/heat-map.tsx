import type { PanelUnit } from '@kotoba/dashboards';
import { formatValue } from '@kotoba/dashboards/format-value';
import { useMemo, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ResolvedRange } from '../time/time-range.ts';
import type { ChartColumns } from './columns.ts';
import { type HeatCells, heatCells } from './heat-cells.ts';
import { Plot, themed } from './plot.tsx';

/** How observations were distributed over time: the darker a cell, the more of them. */
export function HeatMap({
  title,
  columns,
  unit,
  range,
  onZoom,
}: {
  readonly title: string;
  readonly columns: ChartColumns;
  readonly unit: PanelUnit;
  readonly range: ResolvedRange;
  readonly onZoom: (range: ResolvedRange) => void;
}) {
  const [hovered, setHovered] = useState<number>();
  const cells = useMemo(() => heatCells(columns), [columns]);
  const { times, buckets } = cells;
  const data = useMemo(
    () => [times, ...buckets.map(({ values }) => values)] as unknown as uPlot.AlignedData,
    [times, buckets],
  );
  const boundText = (bound: number) => (Number.isFinite(bound) ? formatValue(bound, unit) : '∞');
  const rows = hovered === undefined ? [] : buckets.filter(({ values }) => (values[hovered] ?? 0) > 0);
  return (
    <>
      <Plot
        shape={`heat ${unit} ${buckets.map(({ bound }) => bound).join()}`}
        data={data}
        series={buckets.map(() => ({ paths: () => null, points: { show: false } }))}
        range={range}
        yRange={() => [0, Math.max(buckets.length, 1)]}
        yAxis={{
          splits: () => buckets.map((_, i) => i + 1),
          values: (_plot, splits) =>
            splits.map((split) => (split % 2 === 0 ? boundText(buckets[split - 1]?.bound ?? 0) : '')),
        }}
        draw={(plot) => drawCells(plot, cells)}
        height={190}
        onHover={setHovered}
        onZoom={onZoom}
        label={`${title}: distribution over ${buckets.length} buckets`}
      />
      <p class="heat-values">
        {rows.length === 0
          ? 'Point at a moment to read it.'
          : rows
              .map(
                ({ bound, values }) =>
                  `≤ ${boundText(bound)}: ${formatValue(values[hovered!]!, 'perSecond')}`,
              )
              .join(' · ')}
      </p>
    </>
  );
}

function drawCells(plot: uPlot, { times, buckets, most }: HeatCells): void {
  const { ctx } = plot;
  const step = times.length > 1 ? times[1]! - times[0]! : 0;
  const last = plot.scales.x!.max!;
  ctx.save();
  ctx.fillStyle = themed('--heat');
  buckets.forEach(({ values }, row) => {
    const top = plot.valToPos(row + 1, 'y', true);
    const height = plot.valToPos(row, 'y', true) - top;
    values.forEach((value, i) => {
      if (value === null || value <= 0) return;
      const left = plot.valToPos(times[i]!, 'x', true);
      const right = plot.valToPos(Math.min(times[i]! + step, last), 'x', true);
      ctx.globalAlpha = 0.08 + 0.92 * Math.sqrt(value / most);
      ctx.fillRect(left, top, Math.max(right - left, 1), height - 1);
    });
  });
  ctx.restore();
}
