import { emailChannel } from '../channels/email/email-channel.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readLiteral } from './literal-text.ts';
import { PLAIN_AUTH_ONLY } from './read-global.ts';
import type { ReadChannel } from './read-receivers.ts';
import { readSecret } from './read-secret.ts';
import { readSmarthost } from './read-smarthost.ts';

const FIXED = 'the message has a fixed shape';
const EMAIL_FIELDS: KnownFields = {
  send_resolved: true,
  to: true,
  from: true,
  hello: true,
  smarthost: true,
  auth_username: true,
  auth_password: true,
  auth_password_file: true,
  auth_secret: PLAIN_AUTH_ONLY,
  auth_identity: PLAIN_AUTH_ONLY,
  require_tls: true,
  tls_config: 'set NODE_EXTRA_CA_CERTS for certificates of your own',
  headers: FIXED,
  html: FIXED,
  text: FIXED,
};
/** Reads one item of `email_configs`. */
export const readEmailConfig: ReadChannel = (parent, node, { global, readFile, clock }) => {
  const reader = new ConfigReader(parent.source, node, 'an email channel', EMAIL_FIELDS);
  const to = readLiteral(reader, 'to');
  const from = readLiteral(reader, 'from') ?? global.smtpFrom;
  const hello = reader.text('hello') ?? global.smtpHello;
  const server = readSmarthost(reader, 'smarthost') ?? global.smtpServer;
  const user = reader.text('auth_username') ?? global.smtpUser;
  const password = readSecret(reader, 'auth_password', readFile) ?? global.smtpPassword;
  const requireTls = reader.boolean('require_tls') ?? global.smtpRequireTls;
  const sendResolved = reader.boolean('send_resolved') ?? false;
  if (to === undefined) reader.problem('to', 'expected an email channel to have "to"');
  if (from === undefined)
    reader.problem('from', 'expected an email channel to have "from", or "global" a "smtp_from"');
  if (server === undefined && !reader.has('smarthost'))
    reader.problem(
      'smarthost',
      'expected an email channel to have a "smarthost", or "global" a "smtp_smarthost"',
    );
  if (server === undefined || to === undefined || from === undefined) return undefined;
  return emailChannel({
    ...server,
    from,
    to: to.split(',').map((address) => address.trim()),
    sendResolved,
    clock,
    ...(hello !== undefined && { hello }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(requireTls !== undefined && { requireTls }),
  });
};
