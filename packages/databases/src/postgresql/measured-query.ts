import type { Clock, QueryOperation } from '@kotoba/core';
import { classifyScript, classifySql } from '../classify-sql.ts';
import type { Method } from '../override.ts';
import type { QueryObservers, QueryReport } from '../query-observers.ts';

type Callback = (this: unknown, error: unknown, result: unknown) => unknown;

/**
 * `query` of one connection, measured: text or config, with a promise or a callback. Objects that run themselves
 * (`Query`, cursors, streams) pass through. Parameters and results are handed on unread. Calls of each length are written
 * out: a query costs the driver so little that lists of parameters would show.
 */
export function measuredQuery(native: Method, clock: Clock, observers: QueryObservers): Method {
  const { report } = observers;
  return function query(this: unknown, ...parameters: unknown[]) {
    const [config, values, callback] = parameters;
    if (!observers.active || runsItself(config)) return Reflect.apply(native, this, parameters);
    const started = clock.monotonic();
    try {
      if (typeof values === 'function')
        return native.call(this, config, measured(values as Callback, config, started, report));
      if (typeof callback === 'function')
        return native.call(this, config, values, measured(callback as Callback, config, started, report));
      const own = measuredConfig(config, started, report);
      const answer = parameters.length === 1 ? native.call(this, own) : native.call(this, own, values);
      return isPromise(answer) ? measuredPromise(answer, config, started, report) : answer;
    } catch (error) {
      report(operationOf(config), started, true, config);
      throw error;
    }
  };
}

/** The operation of what `query` is given: a text, or an object with one. */
export function operationOf(config: unknown): QueryOperation {
  const sql = typeof config === 'object' && config !== null ? (config as { text?: unknown }).text : config;
  if (typeof sql !== 'string') return 'other';
  if (sql.includes(';')) return classifyScript(sql);
  // How nearly all texts begin; the classification would say the same.
  return sql.startsWith('SELECT ') || sql.startsWith('select ') ? 'select' : classifySql(sql);
}

function measured(callback: Callback, config: unknown, started: number, report: QueryReport): Callback {
  const operation = operationOf(config);
  return function (error, result) {
    report(operation, started, Boolean(error), config);
    return callback.call(this, error, result);
  };
}

/** A callback may stand in the config too. */
function measuredConfig(config: unknown, started: number, report: QueryReport): unknown {
  if (typeof config !== 'object' || config === null) return config;
  const { callback } = config as { callback?: unknown };
  if (typeof callback !== 'function') return config;
  // Inherits rather than copies: a text may be a getter of the config's class.
  const value = measured(callback as Callback, config, started, report);
  return Object.create(config, { callback: { value, writable: true, enumerable: true } });
}

/** A promise of its own, so that an error nobody handles stays one nobody has handled. */
function measuredPromise(
  answer: Promise<unknown>,
  config: unknown,
  started: number,
  report: QueryReport,
): Promise<unknown> {
  const operation = operationOf(config);
  return answer.then(
    (result) => {
      report(operation, started, false, config);
      return result;
    },
    (error) => {
      report(operation, started, true, config);
      throw error;
    },
  );
}

function runsItself(config: unknown): boolean {
  return (
    typeof config === 'object' && config !== null && 'submit' in config && typeof config.submit === 'function'
  );
}

function isPromise(answer: unknown): answer is Promise<unknown> {
  return typeof answer === 'object' && answer !== null && typeof Reflect.get(answer, 'then') === 'function';
}
