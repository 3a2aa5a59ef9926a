import { MOST_ANSWER_BYTES } from './options.ts';

/** Asks one KotobaDB server over HTTP. */
export class KotobaClient {
  readonly #base: URL;
  readonly #token: string | undefined;

  constructor(url: URL, token: string | undefined) {
    this.#base = url;
    this.#token = token;
  }

  /** The JSON a path answers with. @throws {Error} without the address, which may hold credentials */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(new URL(path, this.#base), {
      headers: {
        accept: 'application/json',
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
      },
      redirect: 'error',
      signal,
    });
    const text = await readText(response);
    if (!response.ok) throw new Error(`expected status 200 from ${path}, got ${response.status}`);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Error(`expected JSON from ${path}, got something else`, { cause: error });
    }
  }
}

async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_ANSWER_BYTES)
      throw new Error(`expected an answer of at most ${MOST_ANSWER_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
