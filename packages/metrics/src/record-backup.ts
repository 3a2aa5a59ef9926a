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
  return (backup) => {
    const type: unknown = backup?.type;
    if (typeof type !== 'string' || type === '' || type.length > LONGEST_TYPE) {
      store.rejected(
        rejectionReasons.label,
        catalog.backupSuccess.name,
        'a backup needs a type that is text',
      );
      return;
    }
    const succeeded = backup.success === true;
    for (const status of [statusOk, statusError]) success.add(0, { backup_type: type, status });
    success.add(1, { backup_type: type, status: succeeded ? statusOk : statusError });
    if (taken(backup.durationSeconds)) duration.record(backup.durationSeconds, { backup_type: type });
    if (taken(backup.sizeBytes) && succeeded) size.set(backup.sizeBytes, { backup_type: type });
  };
}
