import type { HealthCheckAnswer, HealthCheckObject } from '@kotoba/health';

/** A health check as a class. The name it is registered under is the one that counts. */
export class CustomHealthCheck implements HealthCheckObject {
  checkHealth(): HealthCheckAnswer {
    return {
      name: 'custom_service',
      status: 'healthy',
      message: 'Custom service is healthy',
      durationMillis: 50,
      details: { version: '1.2.3', uptime: '2h 30m' },
    };
  }
}
