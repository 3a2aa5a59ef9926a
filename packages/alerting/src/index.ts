export type { Channel } from './channels/channel.ts';
export type { Explanation } from './delivery/explanations.ts';
export { alertingErrorCodes } from './errors.ts';
export type { Acknowledgement } from './notifications/acknowledgements.ts';
export { type Alert, compareAlerts, fingerprintOf, isResolved } from './notifications/alert.ts';
export type { AlertGroup } from './notifications/alert-group.ts';
export { parseAlertMatcher, parseAlertMatchers } from './notifications/alert-matcher.ts';
export type { AlertStatus } from './notifications/alert-status.ts';
export { type InhibitRule, inhibitedBy } from './notifications/inhibition.ts';
export {
  createRoutes,
  matchRoutes,
  type RootRouteConfig,
  type Route,
  type RouteConfig,
  routeDefaults,
} from './notifications/route.ts';
export {
  type Silence,
  type SilenceInput,
  type SilenceMatcher,
  type SilenceState,
  Silences,
} from './notifications/silences.ts';
export { type InclusiveRange, intervalContains, type TimeInterval } from './notifications/time-interval.ts';
export { type Delivery, type NotificationOutcome, Notifier, type NotifierOptions } from './notifier.ts';
export type { AlertSink } from './sinks/alert-sink.ts';
export { openStateStore, type StateStoreOptions } from './state/sqlite-state-store.ts';
export { forgetfulStore, type StateKind, type StateStore } from './state/state-store.ts';
