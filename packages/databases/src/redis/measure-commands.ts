import type { Clock, ObserveOptions, QueryObserver } from '@kotoba/core';
import { measurePublished } from '../published/measure-published.ts';
import { OperationNames } from '../published/operation-names.ts';
import { isOwnCommand, type ServerAddress } from './client.ts';

/** What both drivers publish of a command. */
interface CommandContext {
  readonly command?: unknown;
  readonly serverAddress?: unknown;
  readonly serverPort?: unknown;
}

/** Published by `ioredis` from 5.11 and by `redis` from 5.10 on. */
const CHANNELS = ['ioredis:command', 'node-redis:command'] as const;

/** What drivers send by themselves when they connect, the monitoring's own connection among them. */
const HANDSHAKE: ReadonlySet<string> = new Set(['hello', 'auth', 'client', 'info', 'select', 'ping']);

/**
 * Measures the commands drivers publish for one server. The channels are the process': what goes to other servers is left
 * out, and so is what the monitoring asks itself.
 */
export function measureCommands(
  { address, port }: ServerAddress,
  clock: Clock,
): { observe(observer: QueryObserver, options?: ObserveOptions): () => void } {
  const names = new OperationNames();
  return measurePublished(
    {
      channels: CHANNELS,
      operationOf: (context) => {
        const { command, serverAddress, serverPort } = context as CommandContext;
        if (serverAddress !== address || serverPort !== port || isOwnCommand()) return undefined;
        const name = String(command).toLowerCase();
        return HANDSHAKE.has(name) ? undefined : names.of(name);
      },
    },
    clock,
  );
}
