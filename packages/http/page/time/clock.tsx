import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** The moment the page shows, in seconds since the epoch; all views of it agree. */
export const NowContext = createContext(0);

/** The moment the page shows. */
export function useNow(): number {
  return useContext(NowContext);
}

/** Moves on every `intervalMillis` while `isRunning` and the page is seen. */
export function useTicking(intervalMillis: number, isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now() / 1_000);
  useEffect(() => {
    if (!isRunning) return;
    const tick = () => {
      if (document.visibilityState === 'visible') setNow(Date.now() / 1_000);
    };
    tick();
    const timer = setInterval(tick, intervalMillis);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [intervalMillis, isRunning]);
  return now;
}
