import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cleanup } from './cleanup.ts';

/** One request a sink got. */
export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Answers a request that has been read; without one it is answered 200. */
export type AnswerRequest = (request: RecordedRequest, response: ServerResponse) => void;

/** Another side of webhooks, which notes all it gets. */
export class RecordingSink {
  readonly url: string;
  readonly requests: RecordedRequest[] = [];
  answer: AnswerRequest = (_, response) => {
    response.end('ok');
  };

  private constructor(server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk as Buffer);
      } catch {
        // The sender died in the middle: nothing was received.
        return;
      }
      const body = Buffer.concat(chunks).toString();
      const recorded = { path: request.url ?? '', headers: request.headers, body, at: Date.now() };
      this.answer(recorded, response);
    });
  }

  static async start(cleanup: Cleanup): Promise<RecordingSink> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanup.add(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const sink = new RecordingSink(server);
    sink.answer = (request, response) => {
      sink.requests.push(request);
      response.end('ok');
    };
    return sink;
  }
}
