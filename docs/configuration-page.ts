import { ENVIRONMENT_VARIABLES } from '../packages/instrumentation/src/environment.ts';
import { type OptionField, optionFields } from './option-fields.ts';
import { schemaAt, schemaDefault, unwrapped } from './option-schemas.ts';

/** Guides that tell more of a group of options. */
const GUIDES: Readonly<Record<string, string>> = {
  access: '[Security](security.md)',
  alerting: '[Alerting](alerting.md) and [notifications](notifications.md)',
  health: '[Health](health.md)',
  history: '[History](history.md)',
  otlp: '[Scaling out](scaling-out.md)',
  page: '[The page](page.md)',
};

const INTRODUCTION = `# Configuration

Written from the options' schemas and doc comments by \`npx node --conditions=kotoba-source docs/write-configuration-page.ts\`; a test
holds them together.

\`registerKotobaInstrumentation(options)\` checks all options at once and reports every problem in one error. Code beats
environment beats default, field by field. Times are milliseconds.
`;

const REST = `\`OTEL_EXPORTER_OTLP_ENDPOINT\` and \`OTEL_EXPORTER_OTLP_METRICS_ENDPOINT\` turn the export on;
\`OTEL_METRICS_EXPORTER\` says whether it is (\`otlp\`) or not (\`none\`). \`OTEL_SERVICE_NAME\` and \`OTEL_RESOURCE_ATTRIBUTES\`
describe the resource, \`OTEL_SDK_DISABLED=true\` turns everything off. Headers, certificates, compression and temporality
are read by OpenTelemetry's exporters from their own variables. The command reads [\`KOTOBA_URL\` and \`KOTOBA_TOKEN\`](command-line.md).

## Beside an OpenTelemetry set-up of your own

Give us the MeterProvider, and put our readers into it:

\`\`\`ts
import { kotobaMetricReaders, registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

const readers = kotobaMetricReaders();
const meterProvider = new MeterProvider({ readers: readers.readers });
const kotoba = await registerKotobaInstrumentation({ meterProvider, readers });
\`\`\`

All of Kotoba's metrics are then plain instruments in your provider, seen by every reader it has, and every metric of
yours is in our scrape and history. Query recording costs what OpenTelemetry's instruments cost there, because a producer
can be given to a reader only when the reader is made.
`;

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const fields = optionFields();
  const plain = fields.filter((field) => field.fields.length === 0);
  const groups = fields.filter((field) => field.fields.length > 0);
  return [
    INTRODUCTION,
    `## Options\n\n${table(plain)}`,
    ...groups.map((group) => {
      const guide = GUIDES[group.path];
      const more = guide === undefined ? '' : ` More: ${guide}.`;
      return `### \`${group.path}\`\n\n${group.text}${more}\n\n${table(group.fields.flatMap(withFields))}`;
    }),
    environmentTable(),
    REST,
  ].join('\n');
}

function withFields(field: OptionField): readonly OptionField[] {
  return [field, ...field.fields.flatMap(withFields)];
}

function table(fields: readonly OptionField[]): string {
  const rows = fields.map((field) => {
    const { path, type, text, said = 'none' } = field;
    const value = schemaDefault(path);
    const cells = [
      `\`${path}\``,
      `\`${type}\`${range(path)}`,
      value === undefined ? said : `\`${value}\``,
      text,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `| option | type | default | what it does |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** Limits from here on are those of timers and of whole numbers. */
const NO_LIMIT = 2_147_483_647;

/** Limits of a number that somebody may run into. */
function range(path: string): string {
  const schema = unwrapped(schemaAt(path));
  const { minValue, maxValue } = schema ?? {};
  if (typeof minValue !== 'number' || Math.abs(minValue) >= NO_LIMIT) return '';
  if (typeof maxValue === 'number' && maxValue < NO_LIMIT) return `, ${minValue} to ${maxValue}`;
  return schema!.safeParse(minValue).success ? `, ${minValue} or more` : `, above ${minValue}`;
}

function environmentTable(): string {
  const rows = ENVIRONMENT_VARIABLES.map(
    ({ name, path, doc }) => `| \`${name}\` | \`${path.join('.')}\` | ${doc} |`,
  );
  return `## Environment variables\n\n| variable | option | what it says |\n|---|---|---|\n${rows.join('\n')}\n`;
}
