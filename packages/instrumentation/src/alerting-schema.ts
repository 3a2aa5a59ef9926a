import {
  type AlertRule,
  type BuiltInRuleSet,
  builtInRules,
  evaluationDefaults,
  type NotificationConfig,
  type ServiceLevelObjective,
} from '@kotoba/alerting';
import * as z from 'zod';

const list = <T>(what: string) =>
  z.custom<readonly T[]>((value) => Array.isArray(value), { error: `expected a list of ${what}` }).optional();
const millis = z.number().min(1).max(2_147_483_647);
const address = z.url({ protocol: /^https?$/, error: 'expected an http or https address' });

/** Items of lists are checked by the package that reads them, which knows more. */
export const alertingSchema = z.strictObject({
  enabled: z.boolean().optional(),
  rules: list<AlertRule>('rules'),
  ruleFiles: z.array(z.string().min(1)).optional(),
  objectives: list<ServiceLevelObjective>('objectives'),
  builtInRules: z
    .union([z.boolean(), z.array(z.enum(Object.keys(builtInRules) as [BuiltInRuleSet]))], {
      error: `expected true, false, or a list of ${Object.keys(builtInRules).join(', ')}`,
    })
    .optional(),
  notifications: list<NotificationConfig>('notifications'),
  configFile: z.string().min(1).optional(),
  alertmanager: z
    .strictObject({
      url: address,
      mode: z.enum(['instead', 'fallback']).default('instead'),
      fallbackAfterMillis: millis.default(60_000),
    })
    .optional(),
  slackWebhookUrl: address.optional(),
  emailSmtpUrl: z.string().min(1).optional(),
  heartbeatUrl: address.optional(),
  evaluationIntervalMillis: millis.default(evaluationDefaults.intervalMillis),
  directory: z.string().min(1).optional(),
  externalUrl: address.optional(),
  externalLabels: z.record(z.string().min(1), z.string()).optional(),
  authorise: z
    .custom<(request: Request) => boolean | Promise<boolean>>((value) => typeof value === 'function', {
      error: 'expected a function',
    })
    .optional(),
});

/** Options of alerting after checks and defaults. */
export type ResolvedAlertingOptions = z.output<typeof alertingSchema>;
