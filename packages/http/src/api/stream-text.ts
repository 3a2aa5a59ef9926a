import { pipeline, Readable } from 'node:stream';
import type { UnderlyingSource } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { apiDefaults } from '../options.ts';
import { type JsonPieces, PIECE_CHARACTERS } from './json-text.ts';

/** How a text is sent. */
export interface TextResponseOptions {
  readonly status: number;
  readonly contentType: string;
  /** Compress what is worth it. */
  readonly gzip: boolean;
  /** Send the headers alone. */
  readonly headersOnly: boolean;
}

/**
 * A response with a text in pieces: at once when it is short, else piece by piece as the client takes them, each made
 * when it is wanted.
 */
export function streamText(pieces: JsonPieces, options: TextResponseOptions): Response {
  const { status, contentType, gzip, headersOnly } = options;
  const headers: Record<string, string> = {
    'content-type': contentType,
    'cache-control': 'no-store',
    vary: 'accept-encoding',
  };
  const iterator = batches(pieces);
  const first = iterator.next();
  const second = first.done ? first : iterator.next();
  const isShort = second.done === true;
  const text = first.done ? '' : first.value;
  const compress = gzip && (!isShort || text.length >= apiDefaults.compressFromBytes);
  if (compress) headers['content-encoding'] = 'gzip';
  if (headersOnly) {
    iterator.return(undefined);
    return new Response(null, { status, headers });
  }
  if (isShort && !compress) return new Response(text, { status, headers });
  const rest = isShort ? [text] : [text, second.value as string];
  const body = new ReadableStream<Uint8Array>(textSource(rest, iterator), { highWaterMark: 0 });
  return new Response(compress ? gzipped(body) : body, { status, headers });
}

/** Pieces put together until they are worth sending. */
function* batches(pieces: JsonPieces): Generator<string, undefined, undefined> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function textSource(
  ready: string[],
  iterator: Generator<string, undefined, undefined>,
): UnderlyingSource<Uint8Array> {
  return {
    async pull(controller) {
      const text = ready.shift();
      if (text !== undefined) {
        controller.enqueue(Buffer.from(text));
        return;
      }
      // A client that takes everything at once must not keep others from their turn.
      await new Promise((resolve) => setImmediate(resolve));
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(Buffer.from(next.value));
    },
    cancel() {
      iterator.return(undefined);
    },
  };
}

function gzipped(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const gzip = createGzip({ level: 1 });
  // What fails here ends the response; nobody else needs to hear of it.
  pipeline(Readable.fromWeb(body as never), gzip, () => {});
  return Readable.toWeb(gzip) as ReadableStream<Uint8Array>;
}
