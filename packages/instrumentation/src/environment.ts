/** Environment variables as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable: where its value goes among the options, and how its text is read. */
interface EnvironmentVariable {
  readonly name: string;
  readonly path: readonly string[];
  readonly read: (text: string) => unknown;
  readonly doc: string;
}

/**
 * The variables that set options, strongest first where several set the same option. A text that cannot be read
 * is passed on as it is, so that the option's own check reports it. Variables of OpenTelemetry's exporters that
 * are not here (headers, certificates, compression, temporality) are read by those exporters themselves.
 */
export const ENVIRONMENT_VARIABLES: readonly EnvironmentVariable[] = [
  variable('KOTOBA_METRICS_PORT', 'prometheus.port', number, 'TCP port of the HTTP server'),
  variable('KOTOBA_METRICS_PATH', 'prometheus.path', text, 'path of the scrape'),
  variable('KOTOBA_METRICS_HOST', 'prometheus.host', text, 'address the HTTP server listens on'),
  variable(
    'KOTOBA_ALERT_SLACK_WEBHOOK',
    'alerting.slackWebhookUrl',
    text,
    'Slack incoming webhook to tell of alerts',
  ),
  variable('KOTOBA_ALERT_EMAIL_SMTP', 'alerting.emailSmtpUrl', text, 'mail server to tell of alerts by'),
  variable('KOTOBA_HISTORY_DIRECTORY', 'history.directory', text, 'folder to keep the history in'),
  variable('KOTOBA_HTTP_BEARER_TOKEN', 'access.bearerToken', text, 'token to see the page and the API with'),
  variable('KOTOBA_HTTP_BASIC_AUTH_USER', 'access.basicAuth.username', text, 'user of basic authentication'),
  variable('KOTOBA_HTTP_BASIC_AUTH_PASSWORD', 'access.basicAuth.password', text, 'their password'),
  variable('OTEL_EXPORTER_PROMETHEUS_PORT', 'prometheus.port', number, 'as OpenTelemetry specifies it'),
  variable('OTEL_EXPORTER_PROMETHEUS_HOST', 'prometheus.host', text, 'as OpenTelemetry specifies it'),
  variable(
    'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    'otlp.protocol',
    text,
    'OTLP protocol of the metrics signal',
  ),
  variable('OTEL_EXPORTER_OTLP_PROTOCOL', 'otlp.protocol', text, 'OTLP protocol of all signals'),
  variable('OTEL_METRIC_EXPORT_INTERVAL', 'otlp.intervalMillis', number, 'milliseconds between OTLP exports'),
  variable(
    'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
    'otlp.timeoutMillis',
    number,
    'time limit of one OTLP export',
  ),
  variable('OTEL_EXPORTER_OTLP_TIMEOUT', 'otlp.timeoutMillis', number, 'time limit of one OTLP export'),
];

/** Any of these turns the OTLP export on; the exporters read the address from them. */
export const OTLP_ENDPOINT_VARIABLES = [
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
] as const;

function variable(
  name: string,
  path: string,
  read: (text: string) => unknown,
  doc: string,
): EnvironmentVariable {
  return { name, path: path.split('.'), read, doc };
}

function text(value: string): string {
  return value;
}

function number(value: string): unknown {
  const parsed = Number(value);
  return value.trim() === '' || Number.isNaN(parsed) ? value : parsed;
}

/** Options as the environment gives them, and which variable gave each (by dotted option path). */
export interface EnvironmentOptions {
  readonly options: Record<string, unknown>;
  readonly variableByPath: ReadonlyMap<string, string>;
}

/** Reads the environment. An empty variable counts as unset, as OpenTelemetry specifies. */
export function readEnvironment(environment: Environment): EnvironmentOptions {
  const options: Record<string, unknown> = {};
  const variableByPath = new Map<string, string>();
  const set = (path: readonly string[], value: unknown, name: string) => {
    const key = path.join('.');
    if (variableByPath.has(key)) return;
    variableByPath.set(key, name);
    let target = options;
    for (const part of path.slice(0, -1)) {
      target[part] ??= {};
      target = target[part] as Record<string, unknown>;
    }
    target[path.at(-1)!] = value;
  };
  for (const { name, path, read } of ENVIRONMENT_VARIABLES) {
    const value = environment[name]?.trim();
    if (value) set(path, read(value), name);
  }
  const endpointVariable = OTLP_ENDPOINT_VARIABLES.find((name) => environment[name]?.trim());
  const exporters = environment.OTEL_METRICS_EXPORTER?.split(',').map((name) => name.trim());
  if (exporters?.some((name) => name !== '')) {
    set(['otlp', 'enabled'], exporters.includes('otlp'), 'OTEL_METRICS_EXPORTER');
  } else if (endpointVariable !== undefined) {
    set(['otlp', 'enabled'], true, endpointVariable);
  }
  if (environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') {
    set(['enableMetrics'], false, 'OTEL_SDK_DISABLED');
    options.prometheus = { ...(options.prometheus as object | undefined), enabled: false };
    options.otlp = { ...(options.otlp as object | undefined), enabled: false };
  }
  return { options, variableByPath };
}
