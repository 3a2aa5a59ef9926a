import type { Clock } from '@kotoba/core';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, setCookie } from 'hono/cookie';
import { pageHeaders } from '../page/page-routes.ts';
import { CredentialCheck, type Credentials } from './credentials.ts';
import { FailedLogins } from './failed-logins.ts';
import { LOGIN_PAGE } from './login-page.ts';
import { isSameOrigin } from './same-origin.ts';
import { Sessions } from './sessions.ts';

/** Why a request was refused. */
export type Rejection = 'unauthenticated' | 'wrong_credentials' | 'too_many_failures' | 'cross_origin';

/** Who may see what. */
export interface AccessOptions extends Credentials {
  readonly clock: Clock;
  /** Paths that need no login. */
  readonly openPaths: readonly string[];
  /** Told of every request that is refused. */
  readonly onRejected?: (reason: Rejection) => void;
}

const COOKIE = 'kotoba_session';
/** A working day and a night's sleep less: who looks at the page daily logs in daily. */
const SESSION_IDLE_MILLIS = 12 * 3_600_000;
const MOST_SESSIONS = 1_000;
const FAILURES = { windowMillis: 60_000, mostFailures: 20, mostAddresses: 10_000 };
const MOST_LOGIN_BYTES = 8_192;

/** Lets in who is known, by bearer token, basic authentication, or the cookie a login gives. */
export class Access {
  readonly #check: CredentialCheck;
  readonly #sessions: Sessions;
  readonly #failures: FailedLogins;
  readonly #openPaths: ReadonlySet<string>;
  /** Requests of open paths whose credentials are not looked at: there were too many wrong ones before. */
  readonly #unheard = new WeakSet<Request>();
  readonly #onRejected: (reason: Rejection) => void;

  constructor({ clock, openPaths, onRejected = () => {}, ...credentials }: AccessOptions) {
    this.#check = new CredentialCheck(credentials);
    this.#sessions = new Sessions({ clock, idleMillis: SESSION_IDLE_MILLIS, most: MOST_SESSIONS });
    this.#failures = new FailedLogins({ clock, ...FAILURES });
    this.#openPaths = new Set([...openPaths, '/login', '/logout']);
    this.#onRejected = onRejected;
  }

  /** Whether anybody needs to log in. */
  get isRequired(): boolean {
    return this.#check.isRequired;
  }

  /** Whether a request is of somebody who may see everything. */
  isAuthenticated(request: Request): boolean {
    if (!this.isRequired || this.#unheard.has(request)) return false;
    const header = request.headers.get('authorization');
    if (header !== null) return this.#check.accepts(header);
    const session = sessionOf(request);
    return session !== undefined && this.#sessions.use(session);
  }

  /** Goes before every route. */
  guard(): MiddlewareHandler {
    return async (context, next) => {
      if (!this.isRequired) return next();
      if (this.#openPaths.has(context.req.path)) {
        this.#noteCredentials(context);
        return next();
      }
      const session = sessionOf(context.req.raw);
      if (session !== undefined && this.#sessions.use(session)) return next();
      const header = context.req.header('authorization');
      if (header === undefined) return this.#askToLogIn(context);
      const address = addressOf(context);
      if (this.#failures.mustWait(address)) return this.#tellToWait(context);
      if (this.#check.accepts(header)) return next();
      this.#failures.count(address);
      return this.#refuse(context, 'wrong_credentials');
    };
  }

  /** `POST /login` with a bearer token as the field `token`, which begins a session, and `POST /logout`, which ends it. */
  routes(): Hono {
    const app = new Hono();
    if (!this.#check.hasBearer) return app;
    const refuseOthers: MiddlewareHandler = (context, next) => {
      if (isSameOrigin(context.req.raw)) return next();
      this.#onRejected('cross_origin');
      return Promise.resolve(context.text('Expected a request of the same origin.\n', 403));
    };
    app.post('/login', refuseOthers, bodyLimit({ maxSize: MOST_LOGIN_BYTES }), async (context) => {
      const address = addressOf(context);
      if (this.#failures.mustWait(address)) return this.#tellToWait(context);
      const { token } = await context.req.parseBody();
      if (typeof token !== 'string' || !this.#check.acceptsToken(token.trim())) {
        this.#failures.count(address);
        this.#onRejected('wrong_credentials');
        return pageHeaders(context, async () => {
          context.res = context.html(LOGIN_PAGE(true), 401);
        }).then(() => context.res);
      }
      setCookie(context, COOKIE, this.#sessions.begin(), {
        httpOnly: true,
        sameSite: 'Strict',
        secure: isEncrypted(context),
        path: '/',
      });
      return context.redirect('./', 303);
    });
    app.post('/logout', refuseOthers, (context) => {
      const session = sessionOf(context.req.raw);
      if (session !== undefined) this.#sessions.end(session);
      deleteCookie(context, COOKIE, { path: '/' });
      return context.redirect('./', 303);
    });
    return app;
  }

  /** What is open shows more to who is known, and so could be asked whether credentials are right. */
  #noteCredentials(context: Context): void {
    const header = context.req.header('authorization');
    if (header === undefined) return;
    const address = addressOf(context);
    if (this.#failures.mustWait(address)) this.#unheard.add(context.req.raw);
    else if (!this.#check.accepts(header)) this.#failures.count(address);
  }

  #askToLogIn(context: Context): Promise<Response> | Response {
    const wantsPage = context.req.path === '/' && !this.#check.hasBasic;
    if (!wantsPage) return this.#refuse(context, 'unauthenticated');
    this.#onRejected('unauthenticated');
    return pageHeaders(context, async () => {
      context.res = context.html(LOGIN_PAGE(false), 401);
    }).then(() => context.res);
  }

  #refuse(context: Context, reason: Rejection): Response {
    this.#onRejected(reason);
    context.header('www-authenticate', this.#check.hasBasic ? 'Basic realm="Kotoba monitoring"' : 'Bearer');
    return context.text('Expected a bearer token or a login.\n', 401);
  }

  #tellToWait(context: Context): Response {
    this.#onRejected('too_many_failures');
    context.header('retry-after', String(FAILURES.windowMillis / 1_000));
    return context.text('Too many failed logins; wait a minute.\n', 429);
  }
}

function sessionOf(request: Request): string | undefined {
  const cookies = request.headers.get('cookie');
  if (cookies === null) return undefined;
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(cookies)?.[1];
}

function isEncrypted(context: Context): boolean {
  return context.req.header('x-forwarded-proto') === 'https' || context.req.url.startsWith('https:');
}

/** Of the connection: what a proxy says of others can be made up. */
function addressOf(context: Context): string {
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? 'unknown';
}
