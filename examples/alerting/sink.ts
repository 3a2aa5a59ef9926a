import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Stands in for Slack and for a webhook of your own: prints one line for each message it is sent. */
export async function startSink(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body = (await json(request).catch(() => ({}))) as SlackMessage & WebhookMessage;
    if (request.url === '/slack') console.log(`slack     ${body.channel} ${body.attachments[0]?.title}`);
    else console.log(`webhook   ${body.status} ${body.alerts[0]?.annotations.summary}`);
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly { readonly title: string }[];
}

/** Alertmanager's payload, version 4. */
interface WebhookMessage {
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly { readonly annotations: { readonly summary: string } }[];
}
