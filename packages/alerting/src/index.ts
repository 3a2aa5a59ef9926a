export type { Channel, SendContext } from './channels/channel.ts';
export { consoleChannel } from './channels/console/console-channel.ts';
export { type EmailChannelOptions, emailChannel } from './channels/email/email-channel.ts';
export {
  type PagerDutyChannelOptions,
  type PagerDutySeverity,
  pagerDutyChannel,
} from './channels/pagerduty/pagerduty-channel.ts';
export { SendError, type SendErrorOptions } from './channels/send-error.ts';
export { type SlackChannelOptions, type SlackText, slackChannel } from './channels/slack/slack-channel.ts';
export { type WebhookChannelOptions, webhookChannel } from './channels/webhook/webhook-channel.ts';
export {
  type AlertmanagerConfig,
  type AlertmanagerConfigOptions,
  parseAlertmanagerConfig,
} from './configuration/alertmanager-config.ts';
export { ConfigurationError } from './configuration/configuration-error.ts';
export {
  type CreateNotificationsOptions,
  createNotifications,
  NOTIFICATION_VARIABLES,
} from './configuration/create-notifications.ts';
export type {
  ConsoleNotification,
  EmailNotification,
  NotificationConfig,
  PagerDutyNotification,
  SlackNotification,
  WebhookNotification,
} from './configuration/notification-options.ts';
export type { ReadSecretFile } from './configuration/read-secret.ts';
export type { Explanation } from './delivery/explanations.ts';
export { Heartbeat, type HeartbeatOptions, heartbeatDefaults } from './delivery/heartbeat.ts';
export { type DeliveryLimits, deliveryDefaults } from './delivery/options.ts';
export { alertingErrorCodes } from './errors.ts';
export type { AlertInstance, AlertState, AlertTransition, HoldReason } from './evaluator/alert-instance.ts';
export { ALERTS, ALERTS_FOR_STATE } from './evaluator/alert-samples.ts';
export type { AlertTemplateData, AlertTemplates } from './evaluator/alert-templates.ts';
export {
  type BacktestFiring,
  type BacktestOptions,
  type BacktestResult,
  backtest,
} from './evaluator/backtest.ts';
export { MemoryHistory } from './evaluator/memory-history.ts';
export { type EvaluationSettings, evaluationDefaults } from './evaluator/options.ts';
export {
  type AlertEvent,
  type EvaluationObserver,
  RuleEvaluator,
  type RuleEvaluatorOptions,
} from './evaluator/rule-evaluator.ts';
export { RuleReplay, type RuleReplayOptions } from './evaluator/rule-replay.ts';
export type {
  AlertingRuleStatus,
  GroupStatus,
  RecordingRuleStatus,
  RuleStatus,
} from './evaluator/rule-status.ts';
export type { AppendedSample, SampleAppender } from './evaluator/sample-appender.ts';
export { generatorUrlOf } from './evaluator/sent-alerts.ts';
export {
  type SuggestOptions,
  suggestThreshold,
  type ThresholdSuggestion,
} from './evaluator/suggest-threshold.ts';
export type { Acknowledgement } from './notifications/acknowledgements.ts';
export { type Alert, compareAlerts, fingerprintOf, isResolved } from './notifications/alert.ts';
export type { AlertGroup } from './notifications/alert-group.ts';
export { parseAlertMatcher, parseAlertMatchers } from './notifications/alert-matcher.ts';
export type { AlertStatus } from './notifications/alert-status.ts';
export { type Inhibition, Inhibitor, type InhibitRule } from './notifications/inhibition.ts';
export type { Notification, NotifiedAlert } from './notifications/notification.ts';
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
export { testNotification } from './notifications/test-notification.ts';
export { type InclusiveRange, intervalContains, type TimeInterval } from './notifications/time-interval.ts';
export { type Delivery, type NotificationOutcome, Notifier, type NotifierOptions } from './notifier.ts';
export { parseRuleTests } from './rule-tests/parse-rule-tests.ts';
export type {
  AlertExpectation,
  ExpectedAlert,
  ExpectedSample,
  QueryExpectation,
  RuleTest,
  RuleTestFile,
  TestPlace,
} from './rule-tests/rule-test-file.ts';
export { type RuleTestFailure, type RuleTestOptions, runRuleTests } from './rule-tests/run-rule-tests.ts';
export {
  ALERT_SEVERITIES,
  type AlertSeverity,
  type FlapPolicy,
  type MissingResultPolicy,
} from './rules/alert-policies.ts';
export { type AlertRule, type DurationInput, toRuleGroup } from './rules/alert-rule.ts';
export type { AlertThreshold } from './rules/alert-threshold.ts';
export { type FormatRuleFileOptions, formatRuleFile } from './rules/format-rule-file.ts';
export type { BuiltInRule } from './rules/pack/built-in-rule.ts';
export { type BuiltInRuleSet, builtInRules } from './rules/pack/built-in-rules.ts';
export { parseRuleFile, type RuleFile, type RuleFileOptions } from './rules/parse-rule-file.ts';
export type { CheckTemplate, ParseExpression } from './rules/rule-checks.ts';
export type { AlertingRule, RecordingRule, Rule, RuleGroup, RulePlace } from './rules/rule-group.ts';
export { formatProblem, RuleFileError, type RuleProblem } from './rules/rule-problem.ts';
export { BURN_RATE_ALERT, type ServiceLevelObjective, sloGroup } from './rules/slo-group.ts';
export type { AlertSink } from './sinks/alert-sink.ts';
export { AlertmanagerClient, type AlertmanagerClientOptions } from './sinks/alertmanager-client.ts';
export { AlertmanagerSink, type AlertmanagerSinkOptions } from './sinks/alertmanager-sink.ts';
export { FallbackSink, type FallbackSinkOptions } from './sinks/fallback-sink.ts';
export { openStateStore, type StateStoreOptions } from './state/sqlite-state-store.ts';
export { forgetfulStore, type StateKind, type StateStore } from './state/state-store.ts';
export { ruleTemplates } from './template/rule-templates.ts';
export { TemplateError } from './template/template-error.ts';
