import { createLogger, errorMessage } from '@kotoba/core';
import * as z from 'zod';
import type { StateKind, StateStore } from './state-store.ts';

const texts = z.record(z.string(), z.string());
const prints = z.array(z.string());

const schemas = {
  alert: z.object({
    labels: texts,
    annotations: texts,
    startsAtMillis: z.number(),
    endsAtMillis: z.number(),
    updatedAtMillis: z.number(),
    generatorUrl: z.string(),
  }),
  notified: z.object({
    groupKey: z.string(),
    channelKey: z.string(),
    receiver: z.string(),
    groupLabels: texts,
    atMillis: z.number(),
    firing: prints,
    resolved: prints,
    trying: prints.exactOptional(),
    isOwn: z.boolean().exactOptional(),
  }),
  silence: z.object({
    id: z.string(),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean() }),
    ),
    startsAtMillis: z.number(),
    endsAtMillis: z.number(),
    updatedAtMillis: z.number(),
    createdBy: z.string(),
    comment: z.string(),
  }),
  acknowledgement: z.object({ by: z.string(), comment: z.string(), atMillis: z.number() }),
  owner: z.object({ owner: z.enum(['first', 'second']), untilMillis: z.number() }),
} as const satisfies Record<StateKind, z.ZodType>;

/** A record of a kind as it is kept. */
export type StateRecord<Kind extends StateKind> = z.output<(typeof schemas)[Kind]>;

/**
 * What was kept of one kind, as `read` makes it. A record that is not one, as after damage, is told of, and forgotten: it must not
 * keep alerting from starting.
 * @param read may throw what is wrong with a record
 */
export function loadRecords<Kind extends StateKind, T = StateRecord<Kind>>(
  store: StateStore,
  kind: Kind,
  read: (record: StateRecord<Kind>) => T,
): Map<string, T> {
  const records = new Map<string, T>();
  for (const [key, value] of store.load(kind)) {
    try {
      records.set(key, read(schemas[kind].parse(value) as StateRecord<Kind>));
    } catch (error) {
      store.delete(kind, key);
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : errorMessage(error);
      createLogger('alerting').error(`a kept ${kind} is left out: ${reason.replace(/\s+/g, ' ')}`);
    }
  }
  return records;
}
