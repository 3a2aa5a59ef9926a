import type { PanelUnit } from '@kotoba/dashboards';
import { formatValue } from '@kotoba/dashboards/format-value';
import { useState } from 'preact/hooks';
import { type ChartColumns, lastOf } from './columns.ts';
import { colourOf } from './palette.ts';

/** Lines listed at first. */
const FEW = 6;

/** Names the lines, with their values at the crosshair or the newest ones; a click hides, with Shift shows one alone. */
export function Legend({
  columns,
  unit,
  hovered,
  hidden,
  onToggle,
}: {
  readonly columns: ChartColumns;
  readonly unit: PanelUnit;
  readonly hovered: number | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string, alone: boolean) => void;
}) {
  const [isWhole, setWhole] = useState(false);
  const { series } = columns;
  const listed = isWhole ? series : series.slice(0, FEW);
  return (
    <ul class="legend">
      {listed.map(({ name, values }, index) => {
        const value = hovered === undefined ? lastOf(values) : (values[hovered] ?? undefined);
        return (
          <li key={index}>
            <button
              type="button"
              aria-pressed={!hidden.has(name)}
              title="Hide or show; with Shift, show alone"
              onClick={(event) => onToggle(name, event.shiftKey)}
            >
              <span class="swatch" style={{ background: colourOf(index) }} />
              <span class="name">{name}</span>
              <b>{value === undefined ? '–' : formatValue(value, unit)}</b>
            </button>
          </li>
        );
      })}
      {series.length > FEW && (
        <li>
          <button type="button" class="link" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'fewer' : `${series.length - FEW} more`}
          </button>
        </li>
      )}
    </ul>
  );
}
