import type { Clock } from '@kotoba/core';
import { post } from '../channels/post.ts';
import type { Alert } from '../notifications/alert.ts';
import { goJson } from '../notifications/go-json.ts';
import { formatTime } from '../notifications/notification.ts';

/** Options of {@link AlertmanagerClient}. */
export interface AlertmanagerClientOptions {
  /** Where Alertmanager listens: `http://127.0.0.1:9093`, with its path prefix if it has one. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest one request may take. Source: Prometheus' `timeout` of an Alertmanager. */
  readonly timeoutMillis: number;
  readonly clock: Clock;
}

/** Posts alerts to Alertmanager's API v2. */
export class AlertmanagerClient {
  readonly #options: AlertmanagerClientOptions;
  readonly #url: string;

  constructor(options: AlertmanagerClientOptions) {
    this.#options = options;
    this.#url = `${options.url.replace(/\/+$/, '')}/api/v2/alerts`;
  }

  /** @throws {SendError} when Alertmanager did not take them */
  async send(alerts: readonly Alert[], signal: AbortSignal): Promise<void> {
    const { clock, headers, timeoutMillis } = this.#options;
    const abort = new AbortController();
    const stop = () => abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    const limit = clock.setTimeout(stop, timeoutMillis);
    try {
      const body = goJson(alerts.map(toPostable));
      await post({
        url: this.#url,
        body,
        signal: abort.signal,
        nowMillis: clock.now(),
        ...(headers && { headers }),
      });
    } finally {
      limit.cancel();
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Source: Alertmanager's OpenAPI description, `postableAlert`. */
function toPostable({ labels, annotations, startsAtMillis, endsAtMillis, generatorUrl }: Alert) {
  return {
    annotations,
    endsAt: formatTime(endsAtMillis),
    startsAt: formatTime(startsAtMillis),
    generatorURL: generatorUrl,
    labels: labels.toRecord(),
  };
}
