import type { Clock, Timer } from './clock.ts';

/** Node.js runs a timer of a longer delay at once. Source: Node.js documentation of `setTimeout`. */
const LONGEST_DELAY_MILLIS = 2 ** 31 - 1;

function once(run: () => void, delayMillis: number): Timer {
  let handle: NodeJS.Timeout;
  const schedule = (restMillis: number) => {
    const delay = Math.min(restMillis, LONGEST_DELAY_MILLIS);
    handle = setTimeout(() => (restMillis > delay ? schedule(restMillis - delay) : run()), delay);
    handle.unref();
  };
  schedule(delayMillis);
  return { cancel: () => clearTimeout(handle) };
}

function repeated(run: () => void, periodMillis: number): Timer {
  if (periodMillis > LONGEST_DELAY_MILLIS) return repeatedSlowly(run, periodMillis);
  const handle = setInterval(run, periodMillis);
  handle.unref();
  return { cancel: () => clearInterval(handle) };
}

function repeatedSlowly(run: () => void, periodMillis: number): Timer {
  const again = () => {
    timer = once(again, periodMillis);
    run();
  };
  let timer = once(again, periodMillis);
  return { cancel: () => timer.cancel() };
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Bound rather than called through the object: every measured query reads it twice.
  monotonic: performance.now.bind(performance),
  setTimeout: once,
  setInterval: repeated,
};
