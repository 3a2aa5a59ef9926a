import { type Clock, createLogger, errorMessage, type MonitoredDatabase } from '@kotoba/core';
import { sanitizeSql, statementText } from '@kotoba/databases';
import { dbAttributes, spanAttributes, VERSION } from '@kotoba/metrics';
import { type Attributes, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

const SCOPE = '@kotoba/instrumentation';
/** `error.type` where nothing better is known. Source: OpenTelemetry semantic conventions. */
const OTHER_ERROR = '_OTHER';

export interface QuerySpansOptions {
  readonly database: readonly MonitoredDatabase[];
  /** Whether spans tell the text of the query, sanitised. */
  readonly spanQueryText: boolean;
}

/**
 * Makes a CLIENT span of every query the databases measure, in whatever tracing the app has set up; answers how to stop. A
 * span is made when its query has ended, with the time it began, as a child of what the app was doing when it asked. A database
 * whose client another instrumentation makes spans for gets none here.
 * Source: OpenTelemetry semantic conventions, database spans.
 */
export function startQuerySpans({ database, spanQueryText }: QuerySpansOptions, clock: Clock): () => void {
  const tracer = trace.getTracer(SCOPE, VERSION);
  const stops = database
    .filter(({ instrumentedElsewhere }) => instrumentedElsewhere?.spans !== true)
    .map((one) => observe(one, spanQueryText, tracer, clock));
  return () => {
    for (const stop of stops) stop();
  };
}

function observe(database: MonitoredDatabase, withText: boolean, tracer: Tracer, clock: Clock): () => void {
  const { name, system = 'other_sql' } = database;
  const attributes = commonAttributes(database, system);
  try {
    const stop = database.observeQueries?.(
      (operation, seconds, failed, statement) => {
        const endTime = clock.now();
        const span = tracer.startSpan(`${operation} ${name}`, {
          kind: SpanKind.CLIENT,
          startTime: endTime - seconds * 1_000,
          attributes: { ...attributes, [dbAttributes.operationName]: operation },
        });
        const text = withText && span.isRecording() ? statementText(statement) : undefined;
        const told = text === undefined ? undefined : sanitizeSql(text, system);
        if (told !== undefined) span.setAttribute(spanAttributes.queryText, told);
        if (failed)
          span.setAttribute(dbAttributes.errorType, OTHER_ERROR).setStatus({ code: SpanStatusCode.ERROR });
        span.end(endTime);
      },
      { statements: withText },
    );
    return stop ?? (() => undefined);
  } catch (error) {
    createLogger('spans').warn(`queries of ${JSON.stringify(name)} get no spans: ${errorMessage(error)}`);
    return () => undefined;
  }
}

function commonAttributes({ name, server }: MonitoredDatabase, system: string): Attributes {
  const attributes: Attributes = { [dbAttributes.systemName]: system, [dbAttributes.namespace]: name };
  if (server !== undefined) {
    attributes[spanAttributes.serverAddress] = server.address;
    if (server.port !== undefined) attributes[spanAttributes.serverPort] = server.port;
  }
  return attributes;
}
