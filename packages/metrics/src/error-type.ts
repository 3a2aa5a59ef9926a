const IDENTIFIER = /^[\w.-]{1,64}$/;

/** `error.type` where nothing better is known. Source: OpenTelemetry semantic conventions, `error.type`. */
export const OTHER_ERROR = '_OTHER';

/**
 * Value of `error.type` for anything thrown: its code (`SQLITE_BUSY`, `23505`), else its class, else `_OTHER`.
 * Never its message, which may hold data.
 */
export function errorType(thrown: unknown): string {
  try {
    const code = (thrown as { code?: unknown } | null)?.code;
    if (typeof code === 'string' && IDENTIFIER.test(code)) return code;
    if (thrown instanceof Error && IDENTIFIER.test(thrown.constructor.name)) return thrown.constructor.name;
  } catch {
    return OTHER_ERROR;
  }
  return OTHER_ERROR;
}
