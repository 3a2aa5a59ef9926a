import cluster from 'node:cluster';
import { startWorker } from './worker.ts';

/**
 * A service of several processes on one port, each with metrics of its own: worker 0 on the first port, worker 1 on the next.
 * A worker that dies is replaced by one with the same label and port.
 */
const WORKERS = Number(process.env.WORKERS ?? 2);
const FIRST_METRICS_PORT = Number(process.env.KOTOBA_METRICS_PORT ?? 9090);
const RESTART_AFTER_MILLIS = 500;

if (cluster.isPrimary) {
  let isStopping = false;
  const fork = (slot: number) => {
    const port = FIRST_METRICS_PORT === 0 ? 0 : FIRST_METRICS_PORT + slot;
    const worker = cluster.fork({ WORKER_SLOT: String(slot), KOTOBA_METRICS_PORT: String(port) });
    worker.once('exit', () => {
      if (!isStopping) setTimeout(fork, RESTART_AFTER_MILLIS, slot);
    });
  };
  for (let slot = 0; slot < WORKERS; slot++) fork(slot);
  process.once('SIGTERM', () => {
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  });
} else {
  await startWorker(Number(process.env.WORKER_SLOT));
}
