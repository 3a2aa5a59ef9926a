/** What the server refused or could not do. */
export class RequestError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
  }
}

interface Envelope<Data> {
  readonly status: 'success' | 'error';
  readonly data: Data;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** An answer in Prometheus' envelope, with what it says beside the data. */
export interface Answer<Data> {
  readonly data: Data;
  readonly notes: readonly string[];
}

/** Addresses are relative to the page, so that it works below any path. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError('The service does not answer.', 0);
  }
  if (response.status === 401)
    throw new RequestError('You are not logged in. Reload the page to log in.', 401);
  return response;
}

/** GET of plain JSON; statuses such as 503 of the health answer are answers too. */
export async function getJson<Data>(path: string, signal?: AbortSignal): Promise<Data> {
  const response = await request(path, {
    headers: { accept: 'application/json' },
    ...(signal && { signal }),
  });
  try {
    return (await response.json()) as Data;
  } catch {
    throw new RequestError(`${path} answered ${response.status} and no JSON.`, response.status);
  }
}

/** GET in Prometheus' envelope; long parameters go as a form. @throws {RequestError} with the server's own words */
export async function getData<Data>(
  path: string,
  parameters: Readonly<Record<string, string | readonly string[]>> = {},
  signal?: AbortSignal,
): Promise<Answer<Data>> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  const text = form.toString();
  const isLong = text.length > 2_000;
  const response = await request(isLong ? path : `${path}${text === '' ? '' : `?${text}`}`, {
    ...(isLong && { method: 'POST', body: form }),
    ...(signal && { signal }),
  });
  const body = (await response.json().catch(() => undefined)) as Envelope<Data> | undefined;
  if (body?.status === 'success')
    return { data: body.data, notes: [...(body.warnings ?? []), ...(body.infos ?? [])] };
  throw new RequestError(body?.error ?? `${path} answered ${response.status}.`, response.status);
}

/** A change; the server takes JSON only, of the same origin. @throws {RequestError} with the server's own words */
export async function change(method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  const response = await request(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const told = typeof answer === 'string' ? answer : (answer as Envelope<unknown> | undefined)?.error;
  throw new RequestError(told ?? `${path} answered ${response.status}.`, response.status);
}
