import { type Notifier, parseAlertMatcher, type Silence } from '@kotoba/alerting';
import { type Clock, errorMessage, KotobaError, Labels, type Matcher } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { ApiError } from '../api/api-error.ts';
import { type AlertJson, alertJson, groupJson, silenceJson, time } from './alert-json.ts';
import type { AuthoriseChange } from './authorise-change.ts';
import { guardChange, readBody } from './change-guard.ts';

/** What the alert API answers from. */
export interface AlertmanagerRoutesOptions {
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Shown by `/api/v2/status`. */
  readonly version: string;
  /** Who may silence and raise alerts. Default: whoever reaches the server. */
  readonly authorise?: AuthoriseChange;
}

/** How long an alert that is posted without an end lasts. Source: Alertmanager's `resolve_timeout`. */
const RESOLVE_TIMEOUT_MILLIS = 300_000;

/** How Go's clients write a time they do not give. */
const NO_TIME_MILLIS = Date.parse('0001-01-01T00:00:00Z');

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const labelRecord = z.record(z.string().min(1), z.string());

const silenceSchema = z.object({
  id: z.string().optional(),
  matchers: z.array(
    z.object({
      name: z.string().min(1),
      value: z.string(),
      isRegex: z.boolean(),
      isEqual: z.boolean().default(true),
    }),
  ),
  startsAt: instant,
  endsAt: instant,
  createdBy: z.string(),
  comment: z.string(),
});

const alertsSchema = z.array(
  z.object({
    labels: labelRecord,
    annotations: labelRecord.default({}),
    startsAt: instant.transform(orNone).optional(),
    endsAt: instant.transform(orNone).optional(),
    generatorURL: z.string().default(''),
  }),
);

/**
 * The part of Alertmanager's API, version 2, that its clients use: alerts, their groups, receivers, silences, status. What
 * changes something wants JSON, and whoever `authorise` lets.
 * Source: prometheus/alertmanager `api/v2/openapi.yaml`.
 */
export function alertmanagerRoutes(options: AlertmanagerRoutesOptions): Hono {
  const app = new Hono();
  const { notifier, clock } = options;
  const startedMillis = clock.now();
  const read = (path: string, answer: (context: Context) => unknown) =>
    app.get(`/api/v2${path}`, (context) => guarded(context, () => context.json(answer(context) as object)));
  const change = (method: 'POST' | 'DELETE', path: string, run: (context: Context) => Promise<Response>) =>
    app.on(method, `/api/v2${path}`, (context) =>
      guarded(context, async () => {
        await guardChange(context, options.authorise);
        return run(context);
      }),
    );

  read('/status', () => status(options, startedMillis));
  read('/receivers', () => notifier.receiverNames.map((name) => ({ name })));
  read('/alerts', (context) => shownAlerts(context, notifier));
  read('/alerts/groups', (context) => shownGroups(context, notifier));
  read('/silences', (context) => {
    const matchers = filterOf(context);
    return notifier.silences
      .list()
      .filter((one) => isAbout(one, matchers))
      .map((one) => silenceJson(one, notifier));
  });
  read('/silence/:id', (context) => {
    const silence = notifier.silences.get(context.req.param('id') ?? '');
    if (silence === undefined) throw new ApiError('not_found', 'there is no such silence');
    return silenceJson(silence, notifier);
  });
  change('POST', '/silences', async (context) => {
    const { id, startsAt, endsAt, ...rest } = await readBody(context, silenceSchema);
    const input = { ...rest, startsAtMillis: startsAt, endsAtMillis: endsAt };
    return context.json({ silenceID: notifier.silences.set(input, id || undefined).id });
  });
  change('DELETE', '/silence/:id', async (context) => {
    notifier.silences.expire(context.req.param('id') ?? '');
    return context.body(null, 200);
  });
  change('POST', '/alerts', async (context) => {
    const alerts = await readBody(context, alertsSchema);
    const now = clock.now();
    notifier.put(
      alerts.map(({ labels, annotations, startsAt, endsAt, generatorURL }) => ({
        labels: Labels.from(labels),
        annotations,
        startsAtMillis: startsAt ?? Math.min(now, endsAt ?? now),
        endsAtMillis: endsAt ?? now + RESOLVE_TIMEOUT_MILLIS,
        updatedAtMillis: now,
        generatorUrl: generatorURL,
      })),
    );
    return context.body(null, 200);
  });
  return app;
}

function orNone(millis: number): number | undefined {
  return millis === NO_TIME_MILLIS ? undefined : millis;
}

/** Errors as Alertmanager answers them: a JSON string. */
async function guarded(context: Context, answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    return context.json(errorMessage(error), statusOf(error) as 400);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.status;
  if (!(error instanceof KotobaError)) return 500;
  return error.code === 'KOTOBA_ALERTING_UNKNOWN_SILENCE' ? 404 : 400;
}

function status({ version }: AlertmanagerRoutesOptions, startedMillis: number) {
  const unknown = { branch: '', buildDate: '', buildUser: '', goVersion: '', revision: '' };
  return {
    cluster: { status: 'disabled', peers: [] },
    config: { original: '' },
    uptime: time(startedMillis),
    versionInfo: { ...unknown, version },
  };
}

function shownAlerts(context: Context, notifier: Notifier): AlertJson[] {
  const isShown = alertFilter(context);
  return notifier.alerts
    .map((alert) => ({ labels: alert.labels, json: alertJson(alert, notifier) }))
    .filter(({ labels, json }) => isShown(labels, json))
    .map(({ json }) => json);
}

function shownGroups(context: Context, notifier: Notifier) {
  const isShown = alertFilter(context);
  return notifier.groups
    .map((group) => ({
      group,
      alerts: group.alerts
        .filter((alert) => isShown(alert.labels, alertJson(alert, notifier)))
        .map((alert) => alertJson(alert, notifier)),
    }))
    .filter(({ alerts }) => alerts.length > 0)
    .map(({ group, alerts }) => groupJson(group, alerts));
}

/** By `active`, `silenced`, `inhibited` (each shown unless `false`), `filter` and `receiver`. */
function alertFilter(context: Context): (labels: Labels, json: AlertJson) => boolean {
  const shows = (name: string) => context.req.query(name) !== 'false';
  const [active, silenced, inhibited] = [shows('active'), shows('silenced'), shows('inhibited')];
  const matchers = filterOf(context);
  const receiver = receiverPattern(context.req.query('receiver'));
  return (labels, { status: { state, silencedBy, inhibitedBy }, receivers }) => {
    if (!active && state === 'active') return false;
    if (!silenced && silencedBy.length > 0) return false;
    if (!inhibited && inhibitedBy.length > 0) return false;
    if (receiver !== undefined && !receivers.some(({ name }) => receiver.matches(name))) return false;
    return meets(labels, matchers);
  };
}

function receiverPattern(pattern: string | undefined): Matcher | undefined {
  if (pattern === undefined) return undefined;
  try {
    return createMatcher('receiver', '=~', pattern);
  } catch (error) {
    throw new ApiError('bad_data', `failed to parse receiver param: ${pattern}`, { cause: error });
  }
}

function filterOf(context: Context): Matcher[] {
  return (context.req.queries('filter') ?? []).map((text) => {
    try {
      return parseAlertMatcher(text);
    } catch (error) {
      throw new ApiError('bad_data', errorMessage(error), { cause: error });
    }
  });
}

/** Whether the silence's own conditions meet each filter. Source: Alertmanager's `matchFilterLabels`. */
function isAbout({ matchers }: Silence, filter: readonly Matcher[]): boolean {
  const labels = new Map(matchers.map(({ name, value }) => [name, value]));
  return meets(labels, filter);
}

/** A filter that wants a value wants the label to be there too. */
function meets(
  labels: Pick<Labels, 'has'> & { get(name: string): string | undefined },
  filter: readonly Matcher[],
) {
  return filter.every(({ name, op, matches }) => {
    if (!matches(labels.get(name) ?? '')) return false;
    return op === '!=' || op === '!~' || labels.has(name);
  });
}
