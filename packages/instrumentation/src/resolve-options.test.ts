import { describe, expect, it } from '@jest/globals';
import { KotobaError } from '@kotoba/core';
import type { MonitoringOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

function problems(options: unknown, environment: Record<string, string> = {}): string {
  try {
    resolveOptions(options as MonitoringOptions, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(KotobaError);
    expect((error as KotobaError).code).toBe('KOTOBA_INVALID_OPTIONS');
    return (error as KotobaError).message;
  }
  throw new Error('expected the options to be refused');
}

describe('resolveOptions', () => {
  it('answers the source document’s defaults when nothing is given', () => {
    const options = resolveOptions({}, {});
    expect(options.collectionIntervalMillis).toBe(15_000);
    expect(options.prometheus).toEqual({
      enabled: true,
      host: '127.0.0.1',
      port: 9090,
      path: '/metrics',
      globalLabels: {},
      allowedHosts: [],
    });
    expect(options.otlp.enabled).toBe(false);
    expect(options.database).toEqual([]);
  });

  it('lets code beat environment and environment beat default, field by field', () => {
    const environment = { KOTOBA_METRICS_PORT: '9191', KOTOBA_METRICS_PATH: '/scrape' };
    const options = resolveOptions({ prometheus: { port: 9292 } }, environment);
    expect(options.prometheus.port).toBe(9292);
    expect(options.prometheus.path).toBe('/scrape');
    expect(options.prometheus.host).toBe('127.0.0.1');
  });

  it('lets KOTOBA_METRICS_PORT beat OTEL_EXPORTER_PROMETHEUS_PORT', () => {
    const environment = { OTEL_EXPORTER_PROMETHEUS_PORT: '9464', KOTOBA_METRICS_PORT: '9191' };
    expect(resolveOptions({}, environment).prometheus.port).toBe(9191);
  });

  it('counts an option set to undefined as not given', () => {
    expect(
      resolveOptions({ prometheus: { port: undefined } }, { KOTOBA_METRICS_PORT: '1' }).prometheus.port,
    ).toBe(1);
  });

  it('reports every problem at once, with what was expected and what came', () => {
    const message = problems({
      collectionIntervalMillis: 'fast',
      prometheus: { port: 70_000, path: 'metrics', globalLabels: { 'bad-label': 'x', ok: 3 } },
      slowQueryMillis: -1,
    });
    expect(message).toMatch(/^5 wrong options|^6 wrong options/);
    expect(message).toContain('collectionIntervalMillis: expected number, got "fast"');
    expect(message).toMatch(/prometheus\.port: expected .*65535, got 70000/);
    expect(message).toContain('prometheus.path: expected a path that starts with "/", got "metrics"');
    expect(message).toContain('prometheus.globalLabels.bad-label: expected a label name');
    expect(message).toContain('prometheus.globalLabels.ok: expected string, got 3');
    expect(message).toMatch(/slowQueryMillis: expected .*0, got -1/);
  });

  it('suggests the option that was probably meant', () => {
    expect(problems({ colectionInterval: 1 })).toContain('did you mean "collectionIntervalMillis"?');
    expect(problems({ prometheus: { prot: 1 } })).toContain(
      'prometheus.prot: no such option; did you mean "port"?',
    );
    expect(problems({ zzzzzzzzzzzz: 1 })).not.toContain('did you mean');
  });

  it('names the environment variable a wrong value came from', () => {
    expect(problems({}, { KOTOBA_METRICS_PORT: 'http' })).toContain(
      'prometheus.port (from KOTOBA_METRICS_PORT): expected number, got "http"',
    );
  });

  it('does not show values that may be secret', () => {
    const message = problems({
      otlp: { endpoint: 'ftp://user:hunter2@host', headers: { authorization: 5 } },
    });
    expect(message).toContain('otlp.endpoint');
    expect(message).toContain('otlp.headers.authorization');
    expect(message).not.toContain('hunter2');
  });

  it('refuses something that is not a database and says what one is', () => {
    expect(problems({ database: { name: 'x' } })).toContain('expected a MonitoredDatabase');
    expect(problems({ database: [null] })).toContain('expected a MonitoredDatabase');
  });

  it.each([[null], [5], ['x'], [[]]])('refuses %j as options', (options) => {
    expect(problems(options)).toContain('options: expected object');
  });

  it('turns OTLP on by an endpoint in code or environment, and off by OTEL_METRICS_EXPORTER=none', () => {
    expect(resolveOptions({ otlp: { endpoint: 'http://127.0.0.1:4318/v1/metrics' } }, {}).otlp.enabled).toBe(
      true,
    );
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(resolveOptions({}, endpoint).otlp.enabled).toBe(true);
    expect(resolveOptions({}, { ...endpoint, OTEL_METRICS_EXPORTER: 'none' }).otlp.enabled).toBe(false);
    expect(resolveOptions({}, { OTEL_METRICS_EXPORTER: 'otlp' }).otlp.enabled).toBe(true);
  });

  it('reads protocol, interval and time limit from OpenTelemetry’s variables, the signal’s own first', () => {
    const options = resolveOptions(
      {},
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
        OTEL_METRIC_EXPORT_INTERVAL: '5000',
        OTEL_EXPORTER_OTLP_TIMEOUT: '900',
      },
    );
    expect(options.otlp).toMatchObject({ protocol: 'grpc', intervalMillis: 5_000, timeoutMillis: 900 });
  });

  it('turns everything off by OTEL_SDK_DISABLED', () => {
    const options = resolveOptions({}, { OTEL_SDK_DISABLED: 'true' });
    expect(options.enableMetrics).toBe(false);
    expect(options.prometheus.enabled).toBe(false);
  });

  it('says which variable is missing beside one that is set', () => {
    expect(() => resolveOptions({}, { KOTOBA_HTTP_BASIC_AUTH_USER: 'ops' })).toThrow(
      'access.basicAuth.password (or KOTOBA_HTTP_BASIC_AUTH_PASSWORD): expected string, got nothing',
    );
  });
});
