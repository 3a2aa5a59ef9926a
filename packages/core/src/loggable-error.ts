import { errorMessage } from './errors.ts';

const LONGEST = 300;

/**
 * The message of an error of a driver, fit for a log: on one line, shortened, without the user and password that
 * connection strings carry.
 */
export function loggableError(thrown: unknown): string {
  const line = errorMessage(thrown)
    .replace(/:\/\/[^\s/@]*@/g, '://***@')
    .replace(/\b(password|passwd|pwd|secret|token)(["']?\s*[=:]\s*)\S+/gi, '$1$2***')
    .replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
