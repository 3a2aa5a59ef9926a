export { alertingErrorCodes } from './errors.ts';
export { type Alert, compareAlerts, fingerprintOf, isResolved } from './notifications/alert.ts';
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
