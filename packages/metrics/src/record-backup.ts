import { catalog, labelValues } from './catalog.ts';
import type { BackupRecord } from './kotoba-metrics.ts';
import type { MetricStore } from './metric-store.ts';
import { rejectionReasons } from './rejection.ts';

const LONGEST_TYPE = 255;

/**
 * Answers `recordBackup` over a store: duration of every backup, size of the last successful one, and a count by
 * status. A duration or size that is unknown or not a number ≥ 0 yields no sample.
 */
export function createBackupRecorder(store: MetricStore): (backup: BackupRecord) => void {
  const duration = store.histogram(catalog.backupDuration);
  const size = store.gauge(catalog.backupSize);
  const success = store.counter(catalog.backupSuccess);
  const { statusOk, statusError } = labelValues;
  const taken = (value: unknown): value is number => {
    if (value === undefined) return false;
    if (typeof value === 'number' && value >= 0 && value < Infinity) return true;
    store.rejected(rejectionReasons.value, catalog.backupDuration.name, 'expected a finite number ≥ 0');
    return false;
  };
  return (given) => {
    const backup = fieldsOf(given);
    const { type } = backup;
    if (typeof type !== 'string' || type === '' || type.length > LONGEST_TYPE) {
      store.rejected(
        rejectionReasons.label,
        catalog.backupSuccess.name,
        'a backup needs a type that is text',
      );
      return;
    }
    const { success: outcome, durationSeconds, sizeBytes } = backup;
    const succeeded = outcome === true;
    for (const status of [statusOk, statusError]) success.add(0, { backup_type: type, status });
    success.add(1, { backup_type: type, status: succeeded ? statusOk : statusError });
    if (taken(durationSeconds)) duration.record(durationSeconds, { backup_type: type });
    if (taken(sizeBytes) && succeeded) size.set(sizeBytes, { backup_type: type });
  };
}

/** What a record says, each field read once; nothing when reading it throws. */
function fieldsOf(backup: BackupRecord): { readonly [Field in keyof BackupRecord]?: unknown } {
  try {
    const { type, success, durationSeconds, sizeBytes } = backup;
    return { type, success, durationSeconds, sizeBytes };
  } catch {
    return {};
  }
}
