import type { PanelUnit } from '@kotoba/dashboards';
import { formatValue } from '@kotoba/dashboards/format-value';
import { ScrollArea } from '../frame/scroll-area.tsx';
import { momentText } from '../time/moments.ts';
import type { ChartColumns } from './columns.ts';

/** Every value of a chart, newest first; the exact value stands in `data-value`. */
export function ColumnsTable({
  title,
  columns: { times, series },
  unit,
}: {
  readonly title: string;
  readonly columns: ChartColumns;
  readonly unit: PanelUnit;
}) {
  return (
    <ScrollArea name={`Values of ${title}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times
            .map((time, i) => (
              <tr key={time} data-time={time}>
                <th scope="row">{momentText(time)}</th>
                {series.map(({ name, values }) => {
                  const value = values[i] ?? null;
                  return (
                    <td key={name} data-value={value ?? ''}>
                      {value === null ? '' : formatValue(value, unit)}
                    </td>
                  );
                })}
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </ScrollArea>
  );
}
