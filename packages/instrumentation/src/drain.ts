import { type Clock, sleep } from '@kotoba/core';
import type { Probes } from '@kotoba/health';
import type { ShutdownStack } from './shutdown-stack.ts';

/** What ends a process gracefully. */
export interface DrainSteps {
  readonly probes: Probes;
  readonly drainMillis: number;
  readonly clock: Clock;
  /** Ends everything that was started here. */
  readonly shutdown: () => Promise<void>;
}

/** Lets `/readyz` fail from now on, and resolves when load balancers have had `drainMillis` to notice. */
export async function drain({ probes, drainMillis, clock }: Omit<DrainSteps, 'shutdown'>): Promise<void> {
  probes.startDraining();
  if (drainMillis > 0) await sleep(clock, drainMillis);
}

/**
 * Drains at the first SIGTERM. Where nobody else listens to that signal, the process is then ended by it, as it
 * would have been at once; an app with a listener of its own ends itself, when it likes. A second SIGTERM ends the
 * process at once.
 */
export function drainOnSigterm(steps: DrainSteps, started: ShutdownStack): void {
  const onSignal = async () => {
    const appEndsItself = process.listenerCount('SIGTERM') > 0;
    await drain(steps);
    if (appEndsItself) return;
    await steps.shutdown();
    process.kill(process.pid, 'SIGTERM');
  };
  const listener = () => void onSignal();
  process.once('SIGTERM', listener);
  started.push('draining', () => void process.removeListener('SIGTERM', listener));
}
