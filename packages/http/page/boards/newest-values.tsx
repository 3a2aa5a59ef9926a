import type { PanelThreshold, PanelUnit, ValueMeaning } from '@kotoba/dashboards';
import { formatValue } from '@kotoba/dashboards/format-value';
import { LEVEL_COLOURS } from '../charts/palette.ts';
import { ScrollArea } from '../frame/scroll-area.tsx';
import type { NamedSample } from './panel-query.ts';
import { told } from './stat.tsx';

/** The newest values, and how to show them. */
export interface NewestValuesProps {
  readonly title: string;
  readonly samples: readonly NamedSample[];
  readonly unit: PanelUnit;
  readonly thresholds: readonly PanelThreshold[];
  readonly meanings: readonly ValueMeaning[];
}

/** More rows than this are no answer to a question. */
const MOST_ROWS = 500;

/** One bar a series, the longest first. */
export function Bars({ title, samples, unit, thresholds, meanings }: NewestValuesProps) {
  const descending = [...samples].sort((a, b) => b.value - a.value).slice(0, MOST_ROWS);
  const most = Math.max(...descending.map(({ value }) => value).filter(Number.isFinite), 0) || 1;
  return (
    <ul class="bars" aria-label={title}>
      {descending.map(({ name, value }, i) => {
        const { text, level } = told(value, unit, thresholds, meanings);
        const share = Math.min(Math.max(value / most, 0), 1) || 0;
        return (
          <li key={i}>
            <span class="name">{name}</span>
            <span class="track">
              <span style={{ width: `${share * 100}%`, background: LEVEL_COLOURS[level] }} />
            </span>
            <b data-value={value}>{text}</b>
          </li>
        );
      })}
    </ul>
  );
}

/** One row a series, one column a label that differs between them. */
export function SampleTable({ title, samples, unit, thresholds, meanings }: NewestValuesProps) {
  const names = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const shown = samples.slice(0, MOST_ROWS);
  return (
    <ScrollArea name={`Values of ${title}`}>
      <table>
        <thead>
          <tr>
            {names.map((name) => (
              <th scope="col" key={name}>
                {name === '__name__' ? 'metric' : name}
              </th>
            ))}
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ labels, value, text }, i) => (
            <tr key={i}>
              {names.map((name) => (
                <td key={name}>{labels[name] ?? ''}</td>
              ))}
              <td data-value={value} title={text ?? formatValue(value, 'none')}>
                {text ?? told(value, unit, thresholds, meanings).text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {samples.length > shown.length && <p>{samples.length - shown.length} further series are not shown.</p>}
    </ScrollArea>
  );
}
