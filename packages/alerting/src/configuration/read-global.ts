import { ConfigReader, type KnownFields } from './config-reader.ts';
import { type HttpSettings, readHttpConfig } from './read-http-config.ts';
import { checkUrl, type ReadSecretFile, readSecret } from './read-secret.ts';
import { readSmarthost, type Smarthost } from './read-smarthost.ts';

/** What receivers fall back to. */
export interface GlobalSettings {
  readonly smtpFrom: string | undefined;
  readonly smtpHello: string | undefined;
  readonly smtpServer: Smarthost | undefined;
  readonly smtpUser: string | undefined;
  readonly smtpPassword: string | undefined;
  readonly smtpRequireTls: boolean | undefined;
  readonly slackApiUrl: string | undefined;
  readonly pagerDutyUrl: string | undefined;
  readonly resolveTimeoutMillis: number;
  readonly http: HttpSettings | undefined;
}

/** Source: https://prometheus.io/docs/alerting/latest/configuration/#file-layout-and-global-settings */
const DEFAULT_RESOLVE_TIMEOUT_MILLIS = 300_000;
const NO_SUCH_CHANNEL = 'there is no such channel here';

/** Why a way of SMTP authentication is not taken. */
export const PLAIN_AUTH_ONLY = 'name and password are the only credentials known here';

const GLOBAL_FIELDS: KnownFields = {
  smtp_from: true,
  smtp_hello: true,
  smtp_smarthost: true,
  smtp_auth_username: true,
  smtp_auth_password: true,
  smtp_auth_password_file: true,
  smtp_auth_secret: PLAIN_AUTH_ONLY,
  smtp_auth_identity: PLAIN_AUTH_ONLY,
  smtp_require_tls: true,
  smtp_tls_config: 'set NODE_EXTRA_CA_CERTS for certificates of your own',
  slack_api_url: true,
  slack_api_url_file: true,
  pagerduty_url: true,
  resolve_timeout: true,
  http_config: true,
  victorops_api_key: NO_SUCH_CHANNEL,
  victorops_api_key_file: NO_SUCH_CHANNEL,
  victorops_api_url: NO_SUCH_CHANNEL,
  opsgenie_api_key: NO_SUCH_CHANNEL,
  opsgenie_api_key_file: NO_SUCH_CHANNEL,
  opsgenie_api_url: NO_SUCH_CHANNEL,
  wechat_api_url: NO_SUCH_CHANNEL,
  wechat_api_secret: NO_SUCH_CHANNEL,
  wechat_api_corp_id: NO_SUCH_CHANNEL,
  telegram_api_url: NO_SUCH_CHANNEL,
  webex_api_url: NO_SUCH_CHANNEL,
};

/** Reads `global`. */
export function readGlobal(root: ConfigReader, readFile: ReadSecretFile): GlobalSettings {
  const reader = new ConfigReader(root.source, root.get('global'), '"global"', GLOBAL_FIELDS);
  return {
    smtpFrom: reader.text('smtp_from'),
    smtpHello: reader.text('smtp_hello'),
    smtpServer: readSmarthost(reader, 'smtp_smarthost'),
    smtpUser: reader.text('smtp_auth_username'),
    smtpPassword: readSecret(reader, 'smtp_auth_password', readFile),
    smtpRequireTls: reader.boolean('smtp_require_tls'),
    slackApiUrl: checkUrl(reader, 'slack_api_url', readSecret(reader, 'slack_api_url', readFile)),
    pagerDutyUrl: checkUrl(reader, 'pagerduty_url', reader.text('pagerduty_url')),
    resolveTimeoutMillis: reader.duration('resolve_timeout') ?? DEFAULT_RESOLVE_TIMEOUT_MILLIS,
    http: readHttpConfig(reader, readFile),
  };
}
