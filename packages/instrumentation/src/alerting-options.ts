import type { AlertRule, BuiltInRuleSet, NotificationConfig, ServiceLevelObjective } from '@kotoba/alerting';

/** A real Alertmanager to hand alerts to. */
export interface AlertmanagerOptions {
  /** Its address, such as `http://127.0.0.1:9093`; may hold credentials. */
  url: string;
  /**
   * `instead`: it alone tells of alerts. `fallback`: our own notifications tell of what it has not taken in time, and nobody
   * is told twice. Default `instead`.
   */
  mode?: 'instead' | 'fallback' | undefined;
  /** With `fallback`: how long it may leave an alert untaken. Default 60,000. */
  fallbackAfterMillis?: number | undefined;
}

/** Options of alert rules and notifications. Off until one of them says who is to be told, or of what. */
export interface AlertingOptions {
  /**
   * Evaluate alert rules and tell of alerts. Default: true once rules, notifications, an
   * Alertmanager or a heartbeat are given.
   */
  enabled?: boolean | undefined;
  /** Rules in code. Default none. */
  rules?: readonly AlertRule[] | undefined;
  /** Paths of rule files as Prometheus reads them. Default none. */
  ruleFiles?: readonly string[] | undefined;
  /** Service level objectives; each becomes rules on burn rates. Default none. */
  objectives?: readonly ServiceLevelObjective[] | undefined;
  /**
   * The rules that come with the product: `true`, `false`, or some of `databases`, `clusters`, `hosts`, `health`. Default: all while
   * no others are given, else none.
   */
  builtInRules?: boolean | readonly BuiltInRuleSet[] | undefined;
  /** Who is told. Default none. */
  notifications?: readonly NotificationConfig[] | undefined;
  /** Path of an Alertmanager configuration that says who is told of what; instead of `notifications`. Default none. */
  configFile?: string | undefined;
  /** A real Alertmanager. */
  alertmanager?: AlertmanagerOptions | undefined;
  /** Short for a notification of type `slack` with this webhook; never shown. Default none. */
  slackWebhookUrl?: string | undefined;
  /**
   * Short for a notification of type `email` with this mail server, as `host:port` or `smtp[s]://user:password@host?to=…`; never
   * shown. Default none.
   */
  emailSmtpUrl?: string | undefined;
  /**
   * Address pinged every minute while rules are evaluated, so that somebody else notices when they are not; never shown.
   * Default none.
   */
  heartbeatUrl?: string | undefined;
  /** Time between evaluations of rules that name none. Default 60,000. */
  evaluationIntervalMillis?: number | undefined;
  /** Folder to keep alerts, silences and what was told in; without one they live in memory. Default: that of the history. */
  directory?: string | undefined;
  /** Address people reach this service's monitoring at; stands in messages. Default: that of the HTTP server. */
  externalUrl?: string | undefined;
  /** Labels on every alert. Default: `prometheus.globalLabels`. */
  externalLabels?: Readonly<Record<string, string>> | undefined;
  /** Who may silence, acknowledge and raise alerts over HTTP. Default: everybody while `prometheus.host` is loopback, else nobody. */
  authorise?: ((request: Request) => boolean | Promise<boolean>) | undefined;
}
