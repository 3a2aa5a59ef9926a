import { webhookChannel } from '../channels/webhook/webhook-channel.ts';
import { ConfigReader } from './config-reader.ts';
import { readHttpConfig } from './read-http-config.ts';
import type { ReadChannel } from './read-receivers.ts';
import { checkUrl, readSecret } from './read-secret.ts';

/** Reads one item of `webhook_configs`; `hmac_secret` is a field of our own. */
export const readWebhookConfig: ReadChannel = (parent, node, { global, readFile, clock }) => {
  const reader = new ConfigReader(parent.source, node, 'a webhook', {
    send_resolved: true,
    http_config: true,
    url: true,
    url_file: true,
    max_alerts: true,
    hmac_secret: true,
    hmac_secret_file: true,
    timeout: 'a request may take as long as the interval of its group',
  });
  const url = checkUrl(reader, 'url', readSecret(reader, 'url', readFile));
  const hmacSecret = readSecret(reader, 'hmac_secret', readFile);
  const maxAlerts = reader.count('max_alerts');
  const sendResolved = reader.boolean('send_resolved') ?? true;
  const http = readHttpConfig(reader, readFile) ?? global.http;
  if (url === undefined) {
    reader.problem('url', 'expected a webhook to have a "url"');
    return undefined;
  }
  return webhookChannel({
    url,
    sendResolved,
    clock,
    ...http,
    ...(hmacSecret !== undefined && { hmacSecret }),
    ...(maxAlerts !== undefined && { maxAlerts }),
  });
};
