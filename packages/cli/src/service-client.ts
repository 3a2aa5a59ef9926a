import { errorMessage, KotobaError, splitCredentials } from '@kotoba/core';

/** Where a running service is asked, and with which credentials. */
export interface ServiceOptions {
  /** Its address, such as `http://127.0.0.1:9090`. */
  readonly url: string;
  /** Sent as bearer token. A secret. */
  readonly token?: string | undefined;
}

const TIMEOUT_MILLIS = 60_000;

/** Asks a running service, or any server that speaks Prometheus' API. */
export class ServiceClient {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** The `data` of an answer. @throws {KotobaError} KOTOBA_CLI_SERVICE */
  async get(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const body = await this.#ask(`${path}?${new URLSearchParams(parameters)}`, { method: 'GET' });
    const { status, data, error } = body as { status?: string; data?: unknown; error?: string };
    if (status === 'success') return data;
    throw failure(error ?? 'the answer is not one of Prometheus’ API');
  }

  /** An answer as it is. @throws {KotobaError} KOTOBA_CLI_SERVICE */
  getRaw(path: string): Promise<unknown> {
    return this.#ask(path, { method: 'GET' });
  }

  async #ask(path: string, init: RequestInit): Promise<unknown> {
    const { base, authorization } = readAddress(this.#options);
    let response: Response;
    try {
      response = await fetch(new URL(path.replace(/^\//, ''), base), {
        ...init,
        headers: authorization === undefined ? {} : { authorization },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      });
    } catch (error) {
      throw failure(`${base.origin} cannot be reached: ${reasonOf(error)}`, error);
    }
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch (error) {
      throw failure(`${base.origin} answered ${response.status} with something else than JSON`, error);
    }
  }
}

/** The address without the credentials it may hold, and those as a header. */
function readAddress({ url, token }: ServiceOptions): { base: URL; authorization: string | undefined } {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw failure('expected the address of a service, such as http://127.0.0.1:9090');
  const { url: base, authorization } = splitCredentials(url.endsWith('/') ? url : `${url}/`);
  return { base, authorization: token === undefined ? authorization : `Bearer ${token}` };
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return errorMessage(cause ?? error);
}

function failure(message: string, cause?: unknown): KotobaError {
  return new KotobaError('KOTOBA_CLI_SERVICE', message, { cause });
}
