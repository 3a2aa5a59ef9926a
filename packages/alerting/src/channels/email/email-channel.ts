import type { Clock } from '@kotoba/core';
import { linkOf, type Notification, subjectOf } from '../../notifications/notification.ts';
import type { Channel, SendContext } from '../channel.ts';
import { hideSecrets } from '../hide-secrets.ts';
import { dedupKeyOf } from '../pagerduty/pagerduty-channel.ts';
import { SendError } from '../send-error.ts';
import { emailHtml, emailText } from './email-body.ts';

/** Options of {@link emailChannel}. */
export interface EmailChannelOptions {
  readonly host: string;
  /** @default 587, or 465 with `implicitTls` */
  readonly port?: number;
  /** TLS from the first byte, as servers on port 465 expect it. @default whether the port is 465 */
  readonly implicitTls?: boolean;
  /** Refuse to send over a connection that STARTTLS did not secure. @default true */
  readonly requireTls?: boolean;
  /** Certificates to trust beside those of Node.js, PEM. */
  readonly ca?: string;
  /** What the client calls itself in EHLO. @default the name of the machine */
  readonly hello?: string;
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: string | readonly string[];
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean;
  readonly clock: Clock;
}

/** Longest a server may take for one step, milliseconds. */
const STEP_MILLIS = 30_000;
const LONGEST_ANSWER = 200;
const IMPLICIT_TLS_PORT = 465;
const SUBMISSION_PORT = 587;

/** Sends each message by SMTP; the messages about one group form a thread. */
export function emailChannel(options: EmailChannelOptions): Channel {
  const {
    host,
    implicitTls = options.port === IMPLICIT_TLS_PORT,
    requireTls = true,
    user,
    password,
  } = options;
  const transport = {
    host,
    port: options.port ?? (implicitTls ? IMPLICIT_TLS_PORT : SUBMISSION_PORT),
    secure: implicitTls,
    requireTLS: requireTls && !implicitTls,
    ...(options.hello !== undefined && { name: options.hello }),
    ...(options.ca !== undefined && { tls: { ca: options.ca } }),
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: STEP_MILLIS,
    greetingTimeout: STEP_MILLIS,
    socketTimeout: STEP_MILLIS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return {
    type: 'email',
    sendResolved: options.sendResolved ?? true,
    async send(notification: Notification, { signal }: SendContext) {
      // Loaded by the first mail: an app that sends none need not pay for it.
      const { createTransport } = await import('nodemailer');
      const sender = createTransport(transport);
      const aborted = new Promise<never>((_, reject) => {
        const stop = () => reject(new SendError('ran out of time', { retry: true }));
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      });
      try {
        const { response } = await Promise.race([sender.sendMail(messageOf(notification, options)), aborted]);
        return `was answered ${response}`;
      } catch (error) {
        throw error instanceof SendError ? error : sendErrorOf(error, options);
      } finally {
        sender.close();
      }
    },
  };
}

function messageOf(notification: Notification, { from, to, clock }: EmailChannelOptions) {
  const thread = `<${dedupKeyOf(notification)}@kotoba-monitoring>`;
  return {
    from,
    to: typeof to === 'string' ? to : [...to],
    subject: subjectOf(notification).replace(/\s+/g, ' ').trim(),
    date: new Date(clock.now()),
    references: thread,
    inReplyTo: thread,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Kotoba-Link': linkOf(notification) },
    text: emailText(notification),
    html: emailHtml(notification),
  };
}

/** What nodemailer tells of a failure. */
interface SmtpFailure {
  readonly code?: string;
  /** The step that failed; `CONN` is the connection itself. */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Errors of the connection and 4xx answers may pass; 5xx answers, credentials and certificates do not by themselves. */
function sendErrorOf(error: unknown, { user, password }: EmailChannelOptions): SendError {
  const { code, command, responseCode, response } = error as SmtpFailure;
  if (responseCode !== undefined) {
    const said = hideSecrets(response ?? String(responseCode), [user, password])
      .replace(/\s+/g, ' ')
      .slice(0, LONGEST_ANSWER);
    return new SendError(`was answered ${said}`, {
      retry: responseCode < 500 && code !== 'EAUTH',
      mayBeTaken: false,
    });
  }
  const permanent = code === 'EAUTH' || code === 'ETLS' || code === 'EENVELOPE' || isCertificateError(error);
  const reason = isCertificateError(error)
    ? 'the certificate of the server is not trusted'
    : (code ?? 'the connection failed');
  return new SendError(`got no answer (${reason})`, {
    retry: !permanent,
    mayBeTaken: !permanent && command !== 'CONN',
  });
}

function isCertificateError(error: unknown): boolean {
  const { message } = error as { readonly message?: unknown };
  return typeof message === 'string' && /certificate|self.signed|altname/i.test(message);
}
