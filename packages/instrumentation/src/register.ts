import { createLogger, KotobaError, systemClock } from '@kotoba/core';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';
import { ShutdownStack } from './shutdown-stack.ts';
import { wire } from './wire.ts';

/** Set while a registration is active; kept on globalThis so that two copies of this package see each other. */
const REGISTRATION = Symbol.for('kotoba.monitoring.registration');

const slot = globalThis as { [REGISTRATION]?: true };

/**
 * Starts monitoring: makes the instruments, the readers and the HTTP server, and answers a handle to them.
 * Call it once, at start-up. Nothing it starts keeps the process alive.
 * @throws {KotobaError} KOTOBA_INVALID_OPTIONS with every wrong option, KOTOBA_ALREADY_REGISTERED,
 * KOTOBA_READERS_NOT_ATTACHED, or what listening on the port ended in; then nothing is left running
 */
export async function registerKotobaInstrumentation(
  options: MonitoringOptions = {},
): Promise<KotobaInstrumentation> {
  if (slot[REGISTRATION]) {
    throw new KotobaError(
      'KOTOBA_ALREADY_REGISTERED',
      'registerKotobaInstrumentation() was called already; await shutdown() of the handle it answered before registering again',
    );
  }
  const resolved = resolveOptions(options, process.env);
  slot[REGISTRATION] = true;
  const started = new ShutdownStack();
  started.push('the registration', () => {
    delete slot[REGISTRATION];
  });
  try {
    return await wire(resolved, started, systemClock);
  } catch (error) {
    await started.run();
    createLogger('instrumentation').error('monitoring did not start', error);
    throw error;
  }
}
