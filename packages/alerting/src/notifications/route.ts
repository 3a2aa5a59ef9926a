import type { Labels, Matcher } from '@kotoba/core';
import { formatAlertMatchers, sortMatchers } from './alert-matcher.ts';

/** A node of the routing tree as it is configured; what is left out is inherited from the node above. */
export interface RouteConfig {
  readonly receiver?: string;
  /** Labels alerts are grouped by; `['...']` keeps every alert apart. */
  readonly groupBy?: readonly string[];
  readonly groupWaitMillis?: number;
  readonly groupIntervalMillis?: number;
  readonly repeatIntervalMillis?: number;
  readonly matchers?: readonly Matcher[];
  /** Go on to the next sibling although this one matched. */
  readonly continue?: boolean;
  /** Names of time intervals in which nothing is sent. Not inherited. */
  readonly muteTimeIntervals?: readonly string[];
  /** Names of time intervals outside which nothing is sent. Not inherited. */
  readonly activeTimeIntervals?: readonly string[];
  /** Who else is told, and when, as long as nobody acknowledges. Inherited. */
  readonly escalations?: readonly Escalation[];
  readonly routes?: readonly RouteConfig[];
}

/** A further receiver for alerts that nobody has taken on in time. */
export interface Escalation {
  /** Counted from the start of the alert. */
  readonly afterMillis: number;
  readonly receiver: string;
}

/** What the root of a tree must have. */
export interface RootRouteConfig extends RouteConfig {
  readonly receiver: string;
}

/** A node of the routing tree with everything inherited. */
export interface Route {
  /** Stands for the node's place in the tree, the same after every start. */
  readonly key: string;
  readonly receiver: string;
  readonly groupBy: ReadonlySet<string>;
  /** Every alert is a group of its own. */
  readonly groupByAll: boolean;
  readonly groupWaitMillis: number;
  readonly groupIntervalMillis: number;
  readonly repeatIntervalMillis: number;
  readonly matchers: readonly Matcher[];
  readonly continue: boolean;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly escalations: readonly Escalation[];
  readonly routes: readonly Route[];
}

/** What a root inherits from nothing. Source: prometheus/alertmanager `dispatch.DefaultRouteOpts`. */
export const routeDefaults = {
  groupWaitMillis: 30_000,
  groupIntervalMillis: 300_000,
  repeatIntervalMillis: 14_400_000,
} as const;

const GROUP_BY_ALL = '...';

/** The routing tree with everything inherited. */
export function createRoutes(root: RootRouteConfig): Route {
  const base: Route = {
    key: '',
    receiver: root.receiver,
    groupBy: new Set(),
    groupByAll: false,
    ...routeDefaults,
    matchers: [],
    continue: false,
    muteTimeIntervals: [],
    activeTimeIntervals: [],
    escalations: [],
    routes: [],
  };
  return inherit(root, base);
}

function inherit(config: RouteConfig, above: Route): Route {
  const matchers = sortMatchers(config.matchers ?? []);
  const own = formatAlertMatchers(matchers);
  const groupBy = config.groupBy === undefined ? above.groupBy : new Set(config.groupBy);
  const node: Route = {
    key: above.key === '' ? own : `${above.key}/${own}`,
    receiver: config.receiver ?? above.receiver,
    groupBy,
    groupByAll: config.groupBy === undefined ? above.groupByAll : groupBy.has(GROUP_BY_ALL),
    groupWaitMillis: config.groupWaitMillis ?? above.groupWaitMillis,
    groupIntervalMillis: config.groupIntervalMillis ?? above.groupIntervalMillis,
    repeatIntervalMillis: config.repeatIntervalMillis ?? above.repeatIntervalMillis,
    matchers,
    continue: config.continue ?? false,
    muteTimeIntervals: config.muteTimeIntervals ?? [],
    activeTimeIntervals: config.activeTimeIntervals ?? [],
    escalations: config.escalations ?? above.escalations,
    routes: [],
  };
  return { ...node, routes: (config.routes ?? []).map((child) => inherit(child, node)) };
}

/**
 * The nodes an alert is sent by: in each subtree the deepest that matches, siblings after it only where `continue` says so.
 * Empty when the root itself does not match. Source: prometheus/alertmanager `dispatch.Route.Match`.
 */
export function matchRoutes(route: Route, labels: Labels): Route[] {
  if (!route.matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const matches = matchRoutes(child, labels);
    found.push(...matches);
    if (matches.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}

/** The labels an alert shares with all others of its group. */
export function groupLabelsOf(route: Route, labels: Labels): Labels {
  return route.groupByAll ? labels : labels.filter((name) => route.groupBy.has(name));
}
