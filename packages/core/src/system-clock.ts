import type { Clock, Timer } from './clock.ts';

function once(run: () => void, delayMillis: number): Timer {
  const handle = setTimeout(run, delayMillis);
  handle.unref();
  return { cancel: () => clearTimeout(handle) };
}

function repeated(run: () => void, periodMillis: number): Timer {
  const handle = setInterval(run, periodMillis);
  handle.unref();
  return { cancel: () => clearInterval(handle) };
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: performance.now.bind(performance),
  setTimeout: once,
  setInterval: repeated,
};
