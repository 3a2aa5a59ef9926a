import { errorMessage, type Matcher } from '@kotoba/core';
import { ParseError, parseSelector } from '@kotoba/promql';
import type { HonoRequest } from 'hono';
import { ApiError, badData, invalidParameter } from './api-error.ts';
import { EARLIEST_MILLIS, LATEST_MILLIS, parseApiDuration, parseTime } from './parse-time.ts';

const FORM = 'application/x-www-form-urlencoded';
const NO_MATCHER = 'match[] must contain at least one non-empty matcher';

/** The parameters of a request, those of a form before those of the address, read as Prometheus reads them. */
export class RequestParameters {
  readonly #values: readonly URLSearchParams[];

  constructor(...values: readonly URLSearchParams[]) {
    this.#values = values;
  }

  /** The first value, `''` when there is none. */
  get(name: string): string {
    for (const values of this.#values) {
      const value = values.get(name);
      if (value !== null) return value;
    }
    return '';
  }

  all(name: string): readonly string[] {
    return this.#values.flatMap((values) => values.getAll(name));
  }

  /** A point in time that must be there. @throws {ApiError} bad_data */
  time(name: string): number {
    return read(name, () => parseTime(this.get(name)));
  }

  /** A point in time that may be left out. @throws {ApiError} bad_data */
  timeOr(name: string, otherwise: number): number {
    const text = this.get(name);
    if (text === '') return otherwise;
    return read(name, () => {
      try {
        return parseTime(text);
      } catch (error) {
        throw new Error(`Invalid time value for '${name}': ${errorMessage(error)}`);
      }
    });
  }

  /** `start` and `end`, each open when left out. @throws {ApiError} bad_data */
  range(): { startMillis: number; endMillis: number } {
    return {
      startMillis: this.timeOr('start', EARLIEST_MILLIS),
      endMillis: this.timeOr('end', LATEST_MILLIS),
    };
  }

  /** A duration in milliseconds that must be there. @throws {ApiError} bad_data */
  duration(name: string): number {
    return read(name, () => parseApiDuration(this.get(name)));
  }

  /** How much to answer at most; Infinity when left out or 0. @throws {ApiError} bad_data */
  limit(): number {
    const text = this.get('limit');
    if (text === '') return Number.POSITIVE_INFINITY;
    const limit = integer(text);
    if (limit === undefined) {
      throw invalidParameter('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    if (limit < 0) throw invalidParameter('limit', 'limit must be non-negative');
    return limit === 0 ? Number.POSITIVE_INFINITY : limit;
  }

  /** A whole number; undefined when left out. @throws {ApiError} bad_data */
  number(name: string): number | undefined {
    const text = this.get(name);
    if (text === '') return undefined;
    const value = integer(text);
    if (value === undefined) throw badData(`${name} must be a number`);
    return value;
  }

  /** The selectors of `match[]`. @throws {Error} with Prometheus' text */
  selectors(): readonly (readonly Matcher[])[] {
    return this.all('match[]').map((text) => {
      try {
        return parseSelector(text);
      } catch (error) {
        const isOpen = error instanceof ParseError && error.reason === NO_MATCHER;
        throw isOpen ? new Error(NO_MATCHER, { cause: error }) : error;
      }
    });
  }
}

function integer(text: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}

function read<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw invalidParameter(name, errorMessage(error), error);
  }
}

/** Reads a request's parameters. @throws {ApiError} bad_data with status 413 for a form longer than allowed */
export async function readParameters(request: HonoRequest, maxFormBytes: number): Promise<RequestParameters> {
  const { url } = request;
  const start = url.indexOf('?');
  const inAddress = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  if (request.method !== 'POST') return new RequestParameters(inAddress);
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== FORM) return new RequestParameters(inAddress);
  return new RequestParameters(new URLSearchParams(await readForm(request, maxFormBytes)), inAddress);
}

async function readForm(request: HonoRequest, maxBytes: number): Promise<string> {
  const tooLong = () =>
    new ApiError('bad_data', `error parsing form values: more than ${maxBytes} bytes`, { status: 413 });
  const announced = request.header('content-length');
  if (Number(announced ?? 0) > maxBytes) throw tooLong();
  if (announced !== undefined) return request.text();
  const { body } = request.raw;
  if (body === null) return '';
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
