import { parentPort, workerData } from 'node:worker_threads';
import { HistoryFile } from './history-file.ts';
import type { FromWriter, ToWriter } from './messages.ts';

/** The thread that owns the file: no write, and no wait for the disk, is on the app's event loop. */

const { directory, nowMillis } = workerData as { directory: string; nowMillis: number };
const port = parentPort!;
const tell = (message: FromWriter) => port.postMessage(message);

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function listen(file: HistoryFile): void {
  port.on('message', (message: ToWriter) => {
    if (message.kind === 'close') {
      file.close();
      port.close();
      return;
    }
    try {
      file.write(message.changes, message.collections, message.blocks);
      tell({ kind: 'written' });
    } catch (error) {
      tell({ kind: 'failed', reason: reasonOf(error) });
      if (!file.isOverdue) return;
      tell({ kind: 'unavailable', reason: `it could not be written for too long: ${reasonOf(error)}` });
      file.close();
      port.close();
    }
  });
}

try {
  const { file, content, setAside } = HistoryFile.open(directory, nowMillis);
  listen(file);
  tell({ kind: 'opened', content, setAside });
} catch (error) {
  tell({ kind: 'unavailable', reason: reasonOf(error) });
}
