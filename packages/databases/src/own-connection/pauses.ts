/** A monitoring connection nobody has asked for this long is closed, in milliseconds. */
export const IDLE_CLOSE_MILLIS = 120_000;

/** Pauses after failures in a row: none after the first, then doubling from the first to the last, in milliseconds. */
export const FIRST_PAUSE_MILLIS = 1_000;
export const LAST_PAUSE_MILLIS = 30_000;
