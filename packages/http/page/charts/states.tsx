import type { ValueMeaning } from '@kotoba/dashboards';
import { useMemo, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ResolvedRange } from '../time/time-range.ts';
import { type ChartColumns, lastOf } from './columns.ts';
import { LEVEL_COLOURS } from './palette.ts';
import { Plot, themed } from './plot.tsx';

const ROW_HEIGHT = 26;
const AXES_HEIGHT = 46;

/** The states each series was in, one row a series. */
export function States({
  title,
  columns,
  meanings,
  range,
  onZoom,
}: {
  readonly title: string;
  readonly columns: ChartColumns;
  readonly meanings: readonly ValueMeaning[];
  readonly range: ResolvedRange;
  readonly onZoom: (range: ResolvedRange) => void;
}) {
  const [hovered, setHovered] = useState<number>();
  const { times, series } = columns;
  const data = useMemo(
    () => [times, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData,
    [times, series],
  );
  const meaningOf = (value: number | null | undefined) => meanings.find((meaning) => meaning.value === value);
  const told = series.map(({ name, values }) => {
    const value = hovered === undefined ? lastOf(values) : values[hovered];
    return { name, text: meaningOf(value)?.text ?? 'no data', level: meaningOf(value)?.level };
  });
  return (
    <>
      <Plot
        shape={`states ${series.map(({ name }) => name).join()}`}
        data={data}
        series={series.map(() => ({ paths: () => null, points: { show: false } }))}
        range={range}
        yRange={() => [0, Math.max(series.length, 1)]}
        yAxis={{
          size: 110,
          splits: () => series.map((_, i) => i + 0.5),
          values: () => series.map(({ name }) => shortened(name)).reverse(),
          grid: { show: false },
        }}
        draw={(plot) => drawRows(plot, columns, (value) => meaningOf(value)?.level)}
        height={AXES_HEIGHT + ROW_HEIGHT * Math.max(series.length, 1)}
        onHover={setHovered}
        onZoom={onZoom}
        label={`${title}: ${told.map(({ name, text }) => `${name} ${text}`).join(', ') || 'no data'}`}
      />
      <ul class="legend">
        {told.map(({ name, text, level }) => (
          <li key={name}>
            <span class="swatch" style={{ background: LEVEL_COLOURS[level ?? 'unknown'] }} />
            <span class="name">{name}</span> <b>{text}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function shortened(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name;
}

/** Each row as bars, one for each time in one state; the last goes on to the next moment. */
function drawRows(
  plot: uPlot,
  { times, series }: ChartColumns,
  levelOf: (value: number | null | undefined) => keyof typeof LEVEL_COLOURS | undefined,
): void {
  const { ctx } = plot;
  const step = times.length > 1 ? times[1]! - times[0]! : 0;
  const last = plot.scales.x!.max!;
  ctx.save();
  series.forEach(({ values }, row) => {
    const at = series.length - 1 - row;
    const top = plot.valToPos(at + 0.85, 'y', true);
    const height = plot.valToPos(at + 0.15, 'y', true) - top;
    for (let i = 0; i < values.length; ) {
      const from = i;
      while (i < values.length && values[i] === values[from]) i++;
      const level = levelOf(values[from]);
      if (values[from] === null) continue;
      const left = plot.valToPos(times[from]!, 'x', true);
      const right = plot.valToPos(Math.min(times[i - 1]! + step, last), 'x', true);
      ctx.fillStyle = level === undefined ? themed('--muted') : LEVEL_COLOURS[level];
      ctx.fillRect(left, top, Math.max(right - left, 1), height);
    }
  });
  ctx.restore();
}
