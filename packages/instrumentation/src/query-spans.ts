import { type Clock, createLogger, errorMessage, type MonitoredDatabase } from '@kotoba/core';
import { dbAttributes, VERSION } from '@kotoba/metrics';
import { SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

const SCOPE = '@kotoba/instrumentation';
/** `error.type` where nothing better is known. Source: OpenTelemetry semantic conventions. */
const OTHER_ERROR = '_OTHER';

/**
 * Makes a CLIENT span of every query the databases measure, in whatever tracing the app has set up; answers how to stop. A
 * span is made when its query has ended, with the time it began, as a child of what the app was doing when it asked. No text
 * of a query is in it.
 * Source: OpenTelemetry semantic conventions, database spans.
 */
export function startQuerySpans(databases: readonly MonitoredDatabase[], clock: Clock): () => void {
  const tracer = trace.getTracer(SCOPE, VERSION);
  const stops = databases.map((database) => observe(database, tracer, clock));
  return () => {
    for (const stop of stops) stop();
  };
}

function observe(database: MonitoredDatabase, tracer: Tracer, clock: Clock): () => void {
  const { name, system = 'other_sql' } = database;
  const attributes = { [dbAttributes.systemName]: system, [dbAttributes.namespace]: name };
  try {
    const stop = database.observeQueries?.((operation, seconds, failed) => {
      const endTime = clock.now();
      const span = tracer.startSpan(`${operation} ${name}`, {
        kind: SpanKind.CLIENT,
        startTime: endTime - seconds * 1_000,
        attributes: { ...attributes, [dbAttributes.operationName]: operation },
      });
      if (failed)
        span.setAttribute(dbAttributes.errorType, OTHER_ERROR).setStatus({ code: SpanStatusCode.ERROR });
      span.end(endTime);
    });
    return stop ?? (() => undefined);
  } catch (error) {
    createLogger('spans').warn(`queries of ${JSON.stringify(name)} get no spans: ${errorMessage(error)}`);
    return () => undefined;
  }
}
