import { hideSecrets, secretsOf } from './hide-secrets.ts';
import { SendError } from './send-error.ts';

/** A request to a channel's other side. */
export interface PostRequest {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Go after a redirect that keeps method and body, within the same origin. @default true */
  readonly followRedirects?: boolean | undefined;
  /** What must not be shown beside the address and the headers, should the other side answer with it. */
  readonly secrets?: readonly (string | undefined)[] | undefined;
  readonly signal: AbortSignal;
  readonly nowMillis: number;
}

/** What came back. */
export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

const LONGEST_ANSWER = 2_000;
const MOST_REDIRECTS = 5;
/** Failures before a request could be sent. */
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const USER_AGENT = 'kotoba-monitoring';

/**
 * Posts JSON. Failures say nothing of the address, for addresses of webhooks are secrets.
 * @throws {SendError} to be retried for 429, 5xx and when there is no answer; for good for every other status but 2xx
 */
export async function post(request: PostRequest): Promise<PostAnswer> {
  const { signal } = request;
  let response: Response;
  let text: string;
  try {
    response = await postFollowing(request);
    text = await readStart(response);
  } catch (error) {
    if (signal.aborted) throw new SendError('ran out of time', { retry: true });
    const code = networkCode(error);
    throw new SendError(`got no answer (${code})`, { retry: true, mayBeTaken: !NEVER_REACHED.has(code) });
  }
  const { status } = response;
  if (response.ok) return { status, body: text };
  const retryAfterMillis = parseRetryAfter(response.headers.get('retry-after'), request.nowMillis);
  const secrets = [...secretsOf(request.url, request.headers), ...(request.secrets ?? [])];
  const shown = oneLine(hideSecrets(text, secrets));
  throw new SendError(`was answered ${status}${shown === '' ? '' : `: ${shown}`}`, {
    retry: status === 429 || status >= 500,
    // A gateway's 502 or 504 says nothing of what became of the message behind it.
    mayBeTaken: status >= 500 && status !== 503,
    ...(retryAfterMillis !== undefined && { retryAfterMillis }),
  });
}

/**
 * Redirects are followed by hand: `fetch` would turn most into a GET, which tells nobody anything, and take headers that
 * hold secrets along to another origin.
 */
async function postFollowing({
  url,
  body,
  headers,
  signal,
  followRedirects = true,
}: PostRequest): Promise<Response> {
  let address = new URL(url);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(address, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...headers },
      redirect: 'manual',
      signal,
    });
    const location = response.headers.get('location');
    const keepsMethod = response.status === 307 || response.status === 308;
    if (!followRedirects || !keepsMethod || location === null || redirects === MOST_REDIRECTS)
      return response;
    const next = new URL(location, address);
    if (next.origin !== address.origin) return response;
    await response.body?.cancel();
    address = next;
  }
}

/** The start of an answer's text; the rest is not waited for. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LONGEST_ANSWER) break;
  }
  return text.slice(0, LONGEST_ANSWER);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** The code of a network error: its message would name the address. */
function networkCode(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'the connection failed';
}

/** Milliseconds from now, of seconds or an HTTP date. */
export function parseRetryAfter(header: string | null, nowMillis: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMillis);
}
