import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may see what is protected. */
export interface Credentials {
  readonly bearerTokens: readonly string[];
  readonly basicAuth: readonly { readonly username: string; readonly password: string }[];
}

/**
 * Compares what a request brings with every credential there is, by digests of one length, so that the time it takes
 * tells nothing of them.
 */
export class CredentialCheck {
  readonly #digests: readonly Buffer[];
  readonly hasBasic: boolean;
  readonly hasBearer: boolean;

  constructor({ bearerTokens, basicAuth }: Credentials) {
    this.hasBearer = bearerTokens.length > 0;
    this.hasBasic = basicAuth.length > 0;
    this.#digests = [
      ...bearerTokens.map((token) => digest(`Bearer ${token}`)),
      ...basicAuth.map(({ username, password }) => digest(`Basic ${username}:${password}`)),
    ];
  }

  /** Whether there are any; without one everything is open. */
  get isRequired(): boolean {
    return this.#digests.length > 0;
  }

  /** Whether an `Authorization` header is that of somebody who may. */
  accepts(header: string): boolean {
    const [, scheme = '', value = ''] = /^(\w+) +(.*)$/.exec(header) ?? [];
    switch (scheme.toLowerCase()) {
      case 'bearer':
        return this.#holds(`Bearer ${value.trim()}`);
      case 'basic':
        return this.#holds(`Basic ${Buffer.from(value, 'base64').toString('utf8')}`);
      default:
        return false;
    }
  }

  /** Whether a token is one of the bearer tokens. */
  acceptsToken(token: string): boolean {
    return this.#holds(`Bearer ${token}`);
  }

  #holds(text: string): boolean {
    const given = digest(text);
    return this.#digests.reduce((found, known) => timingSafeEqual(given, known) || found, false);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
