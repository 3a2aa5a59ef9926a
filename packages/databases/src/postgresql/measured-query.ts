import type { Clock, QueryOperation } from '@kotoba/core';
import { classifyScript, classifySql } from '../classify-sql.ts';
import type { Method } from '../override.ts';
import type { QueryObservers } from '../query-observers.ts';

type Callback = (this: unknown, error: unknown, result: unknown) => unknown;

/**
 * `query` of one connection, measured: text or config, with a promise or a callback. Objects that run themselves
 * (`Query`, cursors, streams) pass through. Parameters and results are handed on unread.
 */
export function measuredQuery(native: Method, clock: Clock, observers: QueryObservers): Method {
  const { report } = observers;
  return function query(this: unknown, ...parameters: unknown[]) {
    const config = parameters[0];
    if (!observers.active || runsItself(config)) return Reflect.apply(native, this, parameters);
    const operation = operationOf(config);
    const started = clock.monotonic();
    const measured = (callback: Callback): Callback =>
      function (error, result) {
        report(operation, started, Boolean(error));
        return Reflect.apply(callback, this, [error, result]);
      };
    let answer: unknown;
    try {
      answer = Reflect.apply(native, this, withCallback(parameters, measured));
    } catch (error) {
      report(operation, started, true);
      throw error;
    }
    if (!isPromise(answer)) return answer;
    return answer.then(
      (result) => {
        report(operation, started, false);
        return result;
      },
      (error) => {
        report(operation, started, true);
        throw error;
      },
    );
  };
}

/** The operation of what `query` is given: a text, or an object with one. */
export function operationOf(config: unknown): QueryOperation {
  const sql = typeof config === 'object' && config !== null ? (config as { text?: unknown }).text : config;
  if (typeof sql !== 'string' || !sql.includes(';')) return classifySql(sql);
  return classifyScript(sql);
}

/** The parameters with the app's callback measured, wherever it stands; the same where there is none. */
function withCallback(parameters: unknown[], measured: (callback: Callback) => Callback): unknown[] {
  const index = parameters.findIndex((parameter) => typeof parameter === 'function');
  if (index > 0) return parameters.with(index, measured(parameters[index] as Callback));
  const config = parameters[0];
  if (typeof config !== 'object' || config === null) return parameters;
  const { callback } = config as { callback?: unknown };
  if (typeof callback !== 'function') return parameters;
  // Inherits rather than copies: a text may be a getter of the config's class.
  const value = measured(callback as Callback);
  return parameters.with(0, Object.create(config, { callback: { value, writable: true, enumerable: true } }));
}

function runsItself(config: unknown): boolean {
  return typeof config === 'object' && config !== null && typeof Reflect.get(config, 'submit') === 'function';
}

function isPromise(answer: unknown): answer is Promise<unknown> {
  return typeof answer === 'object' && answer !== null && typeof Reflect.get(answer, 'then') === 'function';
}
