import { loggableError } from '@kotoba/core';
import type { HealthDetails } from './health-check.ts';
import { type HealthStatus, isHealthStatus } from './health-status.ts';

/** An answer of a check after it was looked through: safe to keep and to show. */
export interface ParsedAnswer {
  readonly status: HealthStatus;
  readonly message: string;
  readonly details: HealthDetails;
  readonly durationMillis?: number;
}

const LONGEST_TEXT = 1_000;
const MOST_DETAILS = 32;
const NO_DETAILS: HealthDetails = Object.freeze({});

/** Makes sense of what a check answered; what makes none is unknown. Never throws, whatever came. */
export function parseAnswer(raw: unknown): ParsedAnswer {
  try {
    if (raw === undefined) return { status: 'healthy', message: '', details: NO_DETAILS };
    if (typeof raw === 'boolean')
      return { status: raw ? 'healthy' : 'unhealthy', message: '', details: NO_DETAILS };
    if (isHealthStatus(raw)) return { status: raw, message: '', details: NO_DETAILS };
    return typeof raw === 'object' && raw !== null ? parseObject(raw) : nonsense(describe(raw));
  } catch {
    return nonsense('an object that cannot be read');
  }
}

function parseObject(raw: object): ParsedAnswer {
  const { status, message, details, durationMillis } = raw as Record<string, unknown>;
  if (!isHealthStatus(status)) return nonsense(`an object whose status is ${describe(status)}`);
  return {
    status,
    message: typeof message === 'string' ? shown(message) : '',
    details: typeof details === 'object' && details !== null ? copyDetails(details) : NO_DETAILS,
    ...(typeof durationMillis === 'number' &&
      Number.isFinite(durationMillis) &&
      durationMillis >= 0 && { durationMillis }),
  };
}

function nonsense(what: string): ParsedAnswer {
  const message = `the check answered ${what}; expected healthy, degraded, unhealthy or unknown`;
  return { status: 'unknown', message, details: NO_DETAILS };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (value === null || typeof value === 'number') return String(value);
  return value === undefined ? 'missing' : `a ${typeof value}`;
}

/** On one line, shortened, and without the passwords that messages of drivers carry along. */
function shown(text: string): string {
  return loggableError(text.slice(0, LONGEST_TEXT));
}

function copyDetails(details: object): HealthDetails {
  const kept: [string, string | number | boolean][] = [];
  for (const [key, value] of Object.entries(details)) {
    if (kept.length === MOST_DETAILS) break;
    if (typeof value === 'string') kept.push([shown(key), shown(value)]);
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      kept.push([shown(key), value]);
  }
  return Object.fromEntries(kept);
}
