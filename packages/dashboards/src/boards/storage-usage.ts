import { catalog } from '@kotoba/metrics';
import { defineDashboard } from '../define-dashboard.ts';
import { gaugeOf, rateOf } from '../queries.ts';

const size = gaugeOf(catalog.dbStorageSize.name, '@database');
const used = gaugeOf(catalog.dbStorageUsed.name, '@database');
const perDatabase = '{{database}}';
const SECONDS_A_DAY = 86_400;

/** How much there is, how fast it grows, how hard it works. */
export const storageUsage = defineDashboard({
  name: 'storage-usage',
  title: 'Storage Usage',
  description: 'Size, growth, reads and writes, cache and latency of the storage of each database.',
  tags: ['database', 'storage'],
  rows: [
    {
      title: 'Space',
      panels: [
        {
          title: 'How large are the databases?',
          description: 'Space taken on disk, and the part of it that holds data.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            { query: size, legend: '{{database}} size' },
            { query: used, legend: '{{database}} used' },
          ],
          min: 0,
        },
        {
          title: 'How much of the space is used?',
          description: 'Used by taken space. Low means that compacting would give space back.',
          kind: 'timeseries',
          unit: 'ratio',
          queries: [{ query: `${used} / ${size}`, legend: perDatabase }],
          min: 0,
          max: 1,
        },
        {
          title: 'How fast do they grow?',
          description: 'Change of the size in a day, at the rate of the last six hours.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            {
              query: `deriv(${size}[6h]) * ${SECONDS_A_DAY}`,
              legend: perDatabase,
            },
          ],
        },
        {
          title: 'How full are the file systems in a week?',
          description: 'Share in use in seven days, should the last six hours go on.',
          kind: 'bars',
          unit: 'percent',
          queries: [
            {
              query: `clamp(predict_linear(${gaugeOf(catalog.systemDiskUsagePercent.name, '@service')}[6h], ${7 * SECONDS_A_DAY}), 0, 100)`,
              legend: '{{mountpoint}}',
            },
          ],
          thresholds: [
            { from: 85, level: 'warning' },
            { from: 95, level: 'critical' },
          ],
          min: 0,
          max: 100,
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'How many reads and writes are there?',
          description: 'Storage operations a second.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            { query: rateOf(catalog.dbStorageReads.name, '@database'), legend: '{{database}} reads' },
            { query: rateOf(catalog.dbStorageWrites.name, '@database'), legend: '{{database}} writes' },
          ],
          min: 0,
        },
        {
          title: 'How many bytes are read and written?',
          description: 'Bytes a second between the database and its storage.',
          kind: 'timeseries',
          unit: 'bytesPerSecond',
          queries: [
            { query: rateOf(catalog.dbStorageReadBytes.name, '@database'), legend: '{{database}} read' },
            {
              query: rateOf(catalog.dbStorageWrittenBytes.name, '@database'),
              legend: '{{database}} written',
            },
          ],
          min: 0,
        },
        {
          title: 'How much does the cache save?',
          description: 'Reads the cache answered by all reads.',
          kind: 'timeseries',
          unit: 'ratio',
          queries: [{ query: gaugeOf(catalog.dbCacheHitRatio.name, '@database'), legend: perDatabase }],
          min: 0,
          max: 1,
        },
        {
          title: 'How long does the storage take?',
          description: 'Mean time of a storage operation, as the database tells it.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [{ query: gaugeOf(catalog.dbIoLatency.name, '@database'), legend: perDatabase }],
          min: 0,
        },
      ],
    },
    {
      title: 'Backups',
      panels: [
        {
          title: 'Did the backups of the last day succeed?',
          description: 'Backups by type and outcome within a day.',
          kind: 'bars',
          unit: 'count',
          queries: [
            {
              query: `sum by (backup_type, status) (increase(${gaugeOf(catalog.backupSuccess.name, '@service')}[1d]))`,
              legend: '{{backup_type}} {{status}}',
            },
          ],
          min: 0,
        },
        {
          title: 'How large was the last backup?',
          description:
            'Size of the newest backup of each type. A sudden drop is a backup that lacks something.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [{ query: gaugeOf(catalog.backupSize.name, '@service'), legend: '{{backup_type}}' }],
          min: 0,
        },
      ],
    },
  ],
});
