import { type Alert, fingerprintOf, type Notifier } from '@kotoba/alerting';
import { KotobaError, Labels } from '@kotoba/core';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { ApiError, queryError } from '../api/api-error.ts';
import { time } from './alert-json.ts';
import type { AuthoriseChange } from './authorise-change.ts';
import { guardChange, readBody } from './change-guard.ts';

/** What these routes answer from. */
export interface NotificationRoutesOptions {
  readonly notifier: Notifier;
  /** Who may acknowledge. Default: whoever reaches the server. */
  readonly authorise?: AuthoriseChange;
}

const MOST_DELIVERIES = 1_000;
const DEFAULT_DELIVERIES = 100;

const acknowledgeSchema = z.object({
  /** The whole label set of an alert. */
  labels: z.record(z.string().min(1), z.string()),
  by: z.string().min(1),
  comment: z.string().default(''),
});

/**
 * What Alertmanager's API has no place for, under `/api/kotoba/v1`: why an alert was or was not sent (`GET
 * /alerts/explain?fingerprint=…`), who has taken it on (`POST /alerts/acknowledge`), and what was sent last (`GET
 * /notifications?limit=…`). In Prometheus' envelope.
 */
export function notificationRoutes({ notifier, authorise }: NotificationRoutesOptions): Hono {
  const app = new Hono();
  app.get('/api/kotoba/v1/alerts/explain', (context) => enveloped(context, () => explain(context, notifier)));
  app.get('/api/kotoba/v1/notifications', (context) =>
    enveloped(context, () => deliveries(context, notifier)),
  );
  app.post('/api/kotoba/v1/alerts/acknowledge', (context) =>
    enveloped(context, async () => {
      await guardChange(context, authorise);
      const { labels, by, comment } = await readBody(context, acknowledgeSchema);
      const { atMillis } = await notifier.acknowledge(Labels.from(labels), by, comment);
      return { by, comment, at: time(atMillis) };
    }),
  );
  return app;
}

async function enveloped(context: Context, answer: () => unknown): Promise<Response> {
  try {
    return context.json({ status: 'success', data: await answer() });
  } catch (thrown) {
    const isUnknown = thrown instanceof KotobaError && thrown.code === 'KOTOBA_ALERTING_UNKNOWN_ALERT';
    const { type, message, status } = isUnknown
      ? new ApiError('not_found', thrown.message)
      : queryError(thrown);
    return context.json({ status: 'error', errorType: type, error: message }, status as 400);
  }
}

function explain(context: Context, notifier: Notifier) {
  const fingerprint = context.req.query('fingerprint');
  const chosen = notifier.alerts.filter(
    ({ labels }) => fingerprint === undefined || fingerprintOf(labels) === fingerprint,
  );
  if (fingerprint !== undefined && chosen.length === 0)
    throw new ApiError('not_found', `there is no alert with the fingerprint ${fingerprint}`);
  return chosen.map((alert) => explanationJson(alert, notifier));
}

function explanationJson(alert: Alert, notifier: Notifier) {
  const acknowledgement = notifier.acknowledgementOf(alert.labels);
  return {
    labels: alert.labels.toRecord(),
    fingerprint: fingerprintOf(alert.labels),
    startsAt: time(alert.startsAtMillis),
    endsAt: time(alert.endsAtMillis),
    ...notifier.statusOf(alert.labels),
    ...(acknowledgement && {
      acknowledgedBy: { ...acknowledgement, atMillis: undefined, at: time(acknowledgement.atMillis) },
    }),
    groups: notifier.explain(alert.labels).map(({ groupKey, receiver, atMillis, decisions }) => ({
      groupKey,
      receiver,
      at: time(atMillis),
      decisions: decisions.map(describeDecision),
    })),
  };
}

type Decision = ReturnType<Notifier['explain']>[number]['decisions'][number];

/** What was decided, with a sentence that says why. */
function describeDecision(decision: Decision) {
  switch (decision.kind) {
    case 'time_muted':
      return { kind: decision.kind, reason: `muted by the time interval ${decision.interval}` };
    case 'silenced':
      return { kind: decision.kind, reason: `silenced by ${decision.by.join(', ')}` };
    case 'inhibited':
      return { kind: decision.kind, reason: `inhibited by ${decision.by.labels}` };
    case 'channel':
      return {
        kind: decision.kind,
        channel: decision.channel,
        reason: decision.reason,
        ...(decision.result && { result: describeResult(decision.result) }),
      };
  }
}

function describeResult(result: NonNullable<Extract<Decision, { kind: 'channel' }>['result']>) {
  const { delivered, attempts } = result;
  return result.delivered
    ? { delivered, attempts, answer: result.answer }
    : { delivered, attempts, error: result.error.message };
}

function deliveries(context: Context, notifier: Notifier) {
  const text = context.req.query('limit') ?? String(DEFAULT_DELIVERIES);
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_DELIVERIES)
    throw new ApiError(
      'bad_data',
      `invalid parameter "limit": expected a number from 1 to ${MOST_DELIVERIES}, got ${JSON.stringify(text)}`,
    );
  return notifier.deliveries(limit).map(({ atMillis, receiver, channel, groupKey, result }) => ({
    at: time(atMillis),
    receiver,
    channel,
    groupKey,
    result: describeResult(result),
  }));
}
