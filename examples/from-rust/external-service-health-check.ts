import type { HealthCheckAnswer, HealthCheckContext, HealthCheckObject } from '@kotoba/health';

/** Asks another service; its time limit is the check's `timeoutMillis`. `httpCheck(url)` does the same and more. */
export class ExternalServiceHealthCheck implements HealthCheckObject {
  readonly #serviceUrl: string;

  constructor(serviceUrl: string) {
    this.#serviceUrl = serviceUrl;
  }

  async checkHealth({ signal }: HealthCheckContext): Promise<HealthCheckAnswer> {
    try {
      const { ok, status } = await fetch(this.#serviceUrl, { signal });
      if (!ok) return { status: 'degraded', message: `External service returned status ${status}` };
      const details = { status_code: status };
      return { status: 'healthy', message: 'External service is responding', details };
    } catch (error) {
      return { status: 'unhealthy', message: `External service unreachable: ${(error as Error).message}` };
    }
  }
}
