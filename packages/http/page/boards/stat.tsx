import type { PanelThreshold, PanelUnit, ValueMeaning } from '@kotoba/dashboards';
import { formatValue, levelOf } from '@kotoba/dashboards/format-value';
import { type ChartColumns, lastOf } from '../charts/columns.ts';
import { LEVEL_COLOURS, type Level } from '../charts/palette.ts';

/** A value in words and colour. */
export function told(
  value: number | undefined,
  unit: PanelUnit,
  thresholds: readonly PanelThreshold[],
  meanings: readonly ValueMeaning[],
): { text: string; level: Level } {
  if (value === undefined) return { text: '–', level: 'unknown' };
  const meaning = meanings.find((one) => one.value === value);
  if (meaning !== undefined) return meaning;
  return {
    text: formatValue(value, unit),
    level: thresholds.length === 0 ? 'unknown' : levelOf(value, thresholds),
  };
}

/** The newest value of each series, large, with its course below. */
export function Stat({
  columns,
  unit,
  thresholds,
  meanings,
}: {
  readonly columns: ChartColumns;
  readonly unit: PanelUnit;
  readonly thresholds: readonly PanelThreshold[];
  readonly meanings: readonly ValueMeaning[];
}) {
  const { series } = columns;
  return (
    <div class="stats">
      {series.map(({ name, values }, i) => {
        const { text, level } = told(lastOf(values), unit, thresholds, meanings);
        return (
          <div class="stat" key={i} data-level={level}>
            <b>{text}</b>
            {(series.length > 1 || (name !== '' && name !== '{}')) && <span>{name}</span>}
            <Sparkline values={values} level={level} />
          </div>
        );
      })}
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 28;

/** The course of a value, without axes. */
export function Sparkline({
  values,
  level,
}: {
  readonly values: readonly (number | null)[];
  readonly level: Level;
}) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known, 0);
  const high = Math.max(...known);
  const height = high - low || 1;
  let path = '';
  let isDown = false;
  values.forEach((value, i) => {
    if (value === null) {
      isDown = false;
      return;
    }
    const x = (i / Math.max(values.length - 1, 1)) * WIDTH;
    const y = HEIGHT - 1 - ((value - low) / height) * (HEIGHT - 2);
    path += `${isDown ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
  });
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        d={path}
        fill="none"
        stroke={LEVEL_COLOURS[level]}
        stroke-width="1.5"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}
