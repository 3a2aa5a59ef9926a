import { type Exemplar, escapeHelp, type TranslatedFamily } from '@kotoba/core';
import { formatValue, type TextFormat } from './text-encoder.ts';

const TOTAL = '_total';

/**
 * The OpenMetrics text format 1.0, with the exemplars given. Units are left out: OpenMetrics wants them at the end of each
 * name, and OpenTelemetry's are written otherwise.
 * Source: https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function openMetricsFormat(exemplars: readonly Exemplar[]): TextFormat {
  const byKey = new Map(exemplars.map((exemplar) => [exemplar.seriesLabels.key, exemplar]));
  return {
    header: ({ name, type, help }) => {
      const family = familyName(name, type);
      const escaped = escapeHelp(help).replaceAll('"', '\\"');
      return `# TYPE ${family} ${type}\n${help === '' ? '' : `# HELP ${family} ${escaped}\n`}`;
    },
    sample: ({ series, values }, i) => {
      const { text, labels } = series[i]!;
      const line = text + formatValue(values[i]!);
      const exemplar = byKey.size === 0 ? undefined : byKey.get(labels.key);
      return exemplar === undefined ? `${line}\n` : `${line}${exemplarText(exemplar)}\n`;
    },
    end: '# EOF\n',
  };
}

/** A counter's family is named without the ending its samples have. */
function familyName(name: string, type: TranslatedFamily['type']): string {
  return type === 'counter' && name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : name;
}

function exemplarText({ labels, value, timestampMillis }: Exemplar): string {
  const pairs = labels.names.map((name, i) => `${name}=${JSON.stringify(labels.values[i])}`);
  return ` # {${pairs.join(',')}} ${formatValue(value)} ${timestampMillis / 1_000}`;
}
