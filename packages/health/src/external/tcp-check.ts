import { connect } from 'node:net';
import type { HealthCheckFunction } from '../health-check.ts';

/** Healthy when a TCP connection can be made; it is closed at once and never keeps the process alive. */
export function tcpCheck(host: string, port: number): HealthCheckFunction {
  return ({ signal }) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, signal });
      socket.unref();
      socket.on('error', reject);
      socket.once('connect', () => {
        socket.destroy();
        resolve({ status: 'healthy', message: 'accepts connections' });
      });
    });
}
