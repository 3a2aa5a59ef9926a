import { tracingChannel } from 'node:diagnostics_channel';
import type { Clock, QueryObserver } from '@kotoba/core';
import { QueryObservers } from '../query-observers.ts';
import { isOwnCommand, type ServerAddress } from './client.ts';

/** What both drivers publish of a command. */
interface CommandContext {
  readonly command?: unknown;
  readonly serverAddress?: unknown;
  readonly serverPort?: unknown;
}

/** Published by `ioredis` from 5.11 and by `redis` from 5.10 on. */
const CHANNELS = ['ioredis:command', 'node-redis:command'] as const;

/** Names of commands are the driver's caller's: a program that makes them up must not make series without end. */
const MOST_NAMES = 200;

/** What drivers send by themselves when they connect, the monitoring's own connection among them. */
const HANDSHAKE: ReadonlySet<string> = new Set(['hello', 'auth', 'client', 'info', 'select', 'ping']);

const ignore = () => undefined;

/**
 * Measures the commands drivers publish for one server, from call to answer; nothing is patched. The channels are the
 * process': what goes to other servers is left out, and so is what the monitoring asks itself.
 */
export function measureCommands(
  { address, port }: ServerAddress,
  clock: Clock,
): { observe(observer: QueryObserver): () => void } {
  const started = new WeakMap<object, number>();
  const failed = new WeakSet<object>();
  const names = new Set<string>();
  const subscriber = {
    start: (context: object) => {
      const { command, serverAddress, serverPort } = context as CommandContext;
      if (serverAddress !== address || serverPort !== port || isOwnCommand()) return;
      if (HANDSHAKE.has(String(command).toLowerCase())) return;
      started.set(context, clock.monotonic());
    },
    end: ignore,
    asyncStart: ignore,
    asyncEnd: (context: object) => {
      const begun = started.get(context);
      if (begun === undefined) return;
      started.delete(context);
      observers.report(nameOf(context as CommandContext, names), begun, failed.has(context));
    },
    error: (context: object) => {
      failed.add(context);
    },
  };
  const observers = new QueryObservers(clock, (isActive) => {
    for (const name of CHANNELS) {
      const channel = tracingChannel(name);
      if (isActive) channel.subscribe(subscriber);
      else channel.unsubscribe(subscriber);
    }
  });
  return { observe: (observer) => observers.add(observer) };
}

function nameOf({ command }: CommandContext, names: Set<string>): string {
  const name = typeof command === 'string' ? command.toLowerCase() : '';
  if (!names.has(name)) {
    if (names.size >= MOST_NAMES || !/^[a-z0-9._-]{1,40}$/.test(name)) return 'other';
    names.add(name);
  }
  return name;
}
