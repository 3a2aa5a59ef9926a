import {
  AlertmanagerClient,
  AlertmanagerSink,
  type AlertSink,
  FallbackSink,
  forgetfulStore,
  type GroupStatus,
  Heartbeat,
  Notifier,
  openStateStore,
  RuleEvaluator,
  type StateStore,
} from '@kotoba/alerting';
import { type Clock, createLogger, errorMessage, LogLimiter, splitCredentials } from '@kotoba/core';
import type { HistoryStore } from '@kotoba/history';
import { type AuthoriseChange, alertmanagerRoutes, notificationRoutes, ruleRoutes } from '@kotoba/http';
import { type KotobaMetrics, VERSION } from '@kotoba/metrics';
import { Hono } from 'hono';
import { AlertAccounts } from './alert-accounts.ts';
import type { AlertingPlan } from './alerting-plan.ts';
import { Alerts } from './alerts.ts';
import type { ResolvedOptions } from './options-schema.ts';
import type { ShutdownStack } from './shutdown-stack.ts';

/** What alerting works with. */
export interface AlertingContext {
  readonly options: ResolvedOptions;
  readonly plan: AlertingPlan;
  readonly metrics: KotobaMetrics;
  readonly history: HistoryStore;
  readonly started: ShutdownStack;
  readonly clock: Clock;
  /** Who may silence, acknowledge and raise alerts. */
  readonly authorise: AuthoriseChange;
}

/** A running alerting: its handle, and its routes for the HTTP server. */
export interface RunningAlerting {
  readonly alerts: Alerts;
  readonly routes: Hono;
}

const TURNS_MISSED_AT_MOST = 3;
const LOG_AGAIN_AFTER_MILLIS = 600_000;
/** As Prometheus does. Source: prometheus/prometheus `cmd/prometheus`, `alertmanager.*` flags. */
const ALERTMANAGER = {
  maxQueuedAlerts: 10_000,
  maxBatchAlerts: 256,
  retryMillis: 5_000,
  timeoutMillis: 10_000,
};
const logger = createLogger('alerting');

/** Evaluates the rules and tells of their alerts from now on, unless alerting is off. */
export function startAlerting(context: AlertingContext): RunningAlerting {
  const { options, plan, history, started, clock } = context;
  const accounts = new AlertAccounts(context.metrics);
  const externalUrl = options.alerting.externalUrl ?? addressOf(options);
  const store = openStore(context, accounts);
  const notifier = new Notifier({
    ...plan.routing,
    externalUrl,
    clock,
    store,
    onOutcome: (channel, outcome) => accounts.notified(channel, outcome),
  });
  started.push('the notifications', async () => {
    await notifier.stop();
    store.close();
  });
  const sink = sinkOf(context, notifier, accounts, store);
  if (sink !== notifier) started.push('the alerts for Alertmanager', () => sink.stop());
  const evaluator = new RuleEvaluator({
    source: history,
    appender: history,
    clock,
    sink,
    externalUrl,
    externalLabels: options.alerting.externalLabels ?? options.prometheus.globalLabels,
    settings: { intervalMillis: options.alerting.evaluationIntervalMillis },
    observer: accounts,
  });
  accounts.watch(evaluator);
  for (const group of plan.groups) evaluator.addGroup(group);
  if (options.alerting.enabled !== false) evaluator.start();
  started.push('the alert rules', () => evaluator.stop());
  const { heartbeatUrl: url } = options.alerting;
  if (url !== undefined && options.alerting.enabled !== false) {
    const startedMillis = clock.now();
    const isAlive = () => evaluator.groups().every((group) => isEvaluated(group, startedMillis, clock.now()));
    const heartbeat = new Heartbeat({ url, isAlive, clock });
    started.push('the heartbeat', () => heartbeat.stop());
  }
  return {
    alerts: new Alerts({ evaluator, notifier, history, clock }),
    routes: routesOf(context, evaluator, notifier),
  };
}

/** Whether a group's turn came within the last few it should have had. */
function isEvaluated(
  { intervalMillis, lastEvaluationMillis }: GroupStatus,
  startedMillis: number,
  now: number,
) {
  return now - (lastEvaluationMillis ?? startedMillis) <= TURNS_MISSED_AT_MOST * intervalMillis;
}

function routesOf(
  { options, clock, authorise }: AlertingContext,
  evaluator: RuleEvaluator,
  notifier: Notifier,
): Hono {
  return new Hono()
    .route('/', ruleRoutes(evaluator, { hasPage: options.page.enabled }))
    .route('/', alertmanagerRoutes({ notifier, clock, version: `kotoba-${VERSION}`, authorise }))
    .route('/', notificationRoutes({ notifier, authorise }));
}

/** Alerting goes on without its file where that cannot be had: an alert too many beats none. */
function openStore({ options, clock }: AlertingContext, accounts: AlertAccounts): StateStore {
  const directory = options.alerting.directory ?? options.history.directory;
  if (directory === undefined) return forgetfulStore;
  const limiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
  const onError = (error: unknown) => {
    accounts.stateNotKept();
    if (limiter.allows('state'))
      logger.warn(`the state of alerting could not be kept: ${errorMessage(error)}`);
  };
  try {
    return openStateStore({ directory, clock, onError });
  } catch (error) {
    accounts.stateNotKept();
    logger.error(`alerting goes on in memory only: ${errorMessage(error)}`);
    return forgetfulStore;
  }
}

function sinkOf(
  { options, clock }: AlertingContext,
  notifier: Notifier,
  accounts: AlertAccounts,
  store: StateStore,
): AlertSink {
  const { alertmanager } = options.alerting;
  if (alertmanager === undefined) return notifier;
  const limiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
  let fallback: FallbackSink | undefined;
  const { url, authorization } = splitCredentials(alertmanager.url);
  const client = new AlertmanagerClient({
    url: url.href,
    headers: authorization === undefined ? {} : { authorization },
    timeoutMillis: ALERTMANAGER.timeoutMillis,
    clock,
  });
  const first = new AlertmanagerSink({
    client,
    clock,
    ...ALERTMANAGER,
    onTaken: (alerts) => {
      accounts.notified('alertmanager', 'sent');
      fallback?.taken(alerts);
    },
    onFailed: (_alerts, error) => {
      accounts.notified('alertmanager', 'failed');
      if (limiter.allows(error.message)) logger.warn(`Alertmanager ${error.message}`);
    },
    onDropped: (alerts) => logger.warn(`${alerts} alerts for Alertmanager were dropped: too many wait`),
  });
  if (alertmanager.mode === 'instead') return first;
  const { fallbackAfterMillis } = alertmanager;
  fallback = new FallbackSink({ first, second: notifier, clock, fallbackAfterMillis, store });
  return fallback;
}

/** Where the HTTP server will answer, as far as it is known before it listens. */
function addressOf({ prometheus: { enabled, host, port } }: ResolvedOptions): string {
  if (!enabled || port === 0) return '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
