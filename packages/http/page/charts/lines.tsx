import type { PanelThreshold, PanelUnit } from '@kotoba/dashboards';
import { formatValue } from '@kotoba/dashboards/format-value';
import { useMemo, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { ResolvedRange } from '../time/time-range.ts';
import { type ChartColumns, lastOf, stacked } from './columns.ts';
import { Legend } from './legend.tsx';
import { colourOf, LEVEL_COLOURS } from './palette.ts';
import { Plot } from './plot.tsx';

/** Lines over time. */
export interface LinesProps {
  readonly title: string;
  readonly columns: ChartColumns;
  readonly unit: PanelUnit;
  readonly range: ResolvedRange;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly isStacked?: boolean | undefined;
  readonly thresholds?: readonly PanelThreshold[] | undefined;
  readonly height?: number;
  readonly withLegend?: boolean;
  readonly onZoom: (range: ResolvedRange) => void;
}

const FILL_ALPHA = '22';
const STACK_ALPHA = '66';

export function Lines(props: LinesProps) {
  const { title, columns, unit, range, isStacked = false, height = 190, withLegend = true, onZoom } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [hovered, setHovered] = useState<number>();
  const shown = useMemo(
    () => columns.series.map((one, index) => ({ ...one, index })).filter(({ name }) => !hidden.has(name)),
    [columns, hidden],
  );
  const data = useMemo(() => {
    const lines = isStacked ? stacked(shown).reverse() : shown;
    return [columns.times, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
  }, [columns, shown, isStacked]);
  const series = (isStacked ? [...shown].reverse() : shown).map(({ index }) => ({
    stroke: colourOf(index),
    width: 1.5,
    ...((isStacked || shown.length === 1) && {
      fill: colourOf(index) + (isStacked ? STACK_ALPHA : FILL_ALPHA),
    }),
    points: { show: hasLonelyPoints },
  }));
  const last = columns.series.map(({ name, values }) => `${name} ${valueText(lastOf(values), unit)}`);
  return (
    <>
      <Plot
        shape={`${unit} ${isStacked} ${shown.map(({ index, name }) => `${index}${name}`).join()}`}
        data={data}
        series={series}
        range={range}
        yRange={(_plot, low, high) => yRange(low, high, props)}
        bands={
          isStacked ? shown.slice(1).map((_, i) => ({ series: [i + 1, i + 2] as [number, number] })) : []
        }
        yAxis={{ values: (_plot, splits) => splits.map((value) => formatValue(value, unit)) }}
        draw={(plot) => drawThresholds(plot, props.thresholds ?? [])}
        height={height}
        onHover={setHovered}
        onZoom={onZoom}
        label={`${title}: ${last.slice(0, 5).join(', ') || 'no data'}`}
      />
      {withLegend && (
        <Legend
          columns={columns}
          unit={unit}
          hovered={hovered}
          hidden={hidden}
          onToggle={(name, alone) => setHidden(toggled(hidden, columns, name, alone))}
        />
      )}
    </>
  );
}

function valueText(value: number | undefined, unit: PanelUnit): string {
  return value === undefined ? '–' : formatValue(value, unit);
}

/** A point between two gaps has no line, and would not be seen. */
function hasLonelyPoints(plot: uPlot, index: number): boolean {
  const values = plot.data[index]!;
  for (let i = 0; i < values.length; i++) {
    const isGap = (at: number) => values[at] === null || values[at] === undefined;
    if (!isGap(i) && isGap(i - 1) && isGap(i + 1)) return true;
  }
  return false;
}

/** The axis holds the data and the limits the panel gives; a flat line has room around it. */
function yRange(
  low: number | null,
  high: number | null,
  { min, max }: Pick<LinesProps, 'min' | 'max'>,
): uPlot.Range.MinMax {
  if (low === null || high === null) return [min ?? 0, max ?? 1];
  const least = Math.min(low, min ?? low);
  const most = Math.max(high, max ?? high);
  if (least === most)
    return [least === 0 ? 0 : least - Math.abs(least) * 0.1, most + (Math.abs(most) * 0.1 || 1)];
  const [from, to] = uPlot.rangeNum(least, most, 0.1, true);
  return [min !== undefined && least >= min ? min : from, max !== undefined && most <= max ? max : to];
}

/** A line where it gets bad, as far as the data go there. */
function drawThresholds(plot: uPlot, thresholds: readonly PanelThreshold[]): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.y!;
  for (const { from, level } of thresholds) {
    if (from < min! || from > max!) continue;
    const y = Math.round(plot.valToPos(from, 'y', true));
    ctx.save();
    ctx.strokeStyle = LEVEL_COLOURS[level];
    ctx.setLineDash([6, 6]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}

/** Hides or shows a line; `alone` shows nothing else, or everything when it is alone already. */
function toggled(
  hidden: ReadonlySet<string>,
  { series }: ChartColumns,
  name: string,
  alone: boolean,
): Set<string> {
  const names = series.map((one) => one.name);
  if (alone) {
    const others = names.filter((other) => other !== name);
    const isAlone = others.every((other) => hidden.has(other)) && !hidden.has(name);
    return new Set(isAlone ? [] : others);
  }
  const next = new Set(hidden);
  if (!next.delete(name)) next.add(name);
  return next;
}
