/** Options of {@link KotobaError}: what lay beneath it. */
export interface KotobaErrorOptions {
  /** The error that led to this one, kept whole. */
  readonly cause?: unknown;
}

/**
 * Base of every error this project throws. `code` is stable and listed in `docs/errors.md`;
 * `message` says what was expected and what came.
 */
export class KotobaError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options: KotobaErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'KotobaError';
    this.code = code;
  }
}

/** The codes of `@kotoba/core`, each with the sentence `docs/errors.md` holds about it. */
export const coreErrorCodes = {
  KOTOBA_INVALID_DURATION: 'A text is not a duration in Prometheus’ grammar.',
  KOTOBA_INVALID_LABEL: 'A label’s name or value is not one a series can carry.',
  KOTOBA_TOO_MANY_SAMPLES: 'A source of series would answer with more samples than its caller allows.',
  KOTOBA_TIMEOUT: 'Something did not answer within its time limit.',
} as const;

/** The text of anything thrown: an error’s message, or the value as a string. */
export function errorMessage(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'an unprintable value';
  }
}
