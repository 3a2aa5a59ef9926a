import { type PagerDutySeverity, pagerDutyChannel } from '../channels/pagerduty/pagerduty-channel.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readLiteral } from './literal-text.ts';
import { readHttpConfig } from './read-http-config.ts';
import type { ReadChannel } from './read-receivers.ts';
import { checkUrl, readSecret } from './read-secret.ts';

const FIXED = 'the event has a fixed shape';
const EVENTS_V1 = 'give the "routing_key" of an Events API v2 integration';
const SEVERITIES: readonly PagerDutySeverity[] = ['critical', 'error', 'warning', 'info'];
const PAGERDUTY_FIELDS: KnownFields = {
  send_resolved: true,
  http_config: true,
  routing_key: true,
  routing_key_file: true,
  url: true,
  client: true,
  severity: true,
  service_key: EVENTS_V1,
  service_key_file: EVENTS_V1,
  client_url: FIXED,
  description: FIXED,
  details: FIXED,
  images: FIXED,
  links: FIXED,
  class: FIXED,
  component: FIXED,
  group: FIXED,
  source: FIXED,
};

/** Reads one item of `pagerduty_configs`. */
export const readPagerDutyConfig: ReadChannel = (parent, node, { global, readFile, clock }) => {
  const reader = new ConfigReader(parent.source, node, 'a PagerDuty channel', PAGERDUTY_FIELDS);
  const routingKey = readSecret(reader, 'routing_key', readFile);
  const url = checkUrl(reader, 'url', reader.text('url')) ?? global.pagerDutyUrl;
  const client = readLiteral(reader, 'client', ['{{ template "pagerduty.default.client" . }}']);
  const severity = readSeverity(reader);
  const sendResolved = reader.boolean('send_resolved') ?? true;
  const http = readHttpConfig(reader, readFile) ?? global.http;
  if (routingKey === undefined) {
    reader.problem('routing_key', 'expected a PagerDuty channel to have a "routing_key"');
    return undefined;
  }
  return pagerDutyChannel({
    routingKey,
    sendResolved,
    clock,
    ...http,
    ...(url !== undefined && { url }),
    ...(client !== undefined && { client }),
    ...(severity !== undefined && { severity }),
  });
};

function readSeverity(reader: ConfigReader): PagerDutySeverity | undefined {
  const text = readLiteral(reader, 'severity');
  const severity = SEVERITIES.find((one) => one === text);
  if (text !== undefined && severity === undefined && !text.includes('{{'))
    reader.problem('severity', `expected "severity" as one of ${SEVERITIES.join(', ')}`);
  return severity;
}
