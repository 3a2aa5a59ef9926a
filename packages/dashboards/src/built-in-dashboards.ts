import { cluster } from './boards/cluster.ts';
import { databasePerformance } from './boards/database-performance.ts';
import { healthStatus } from './boards/health-status.ts';
import { monitoring } from './boards/monitoring.ts';
import { storageUsage } from './boards/storage-usage.ts';
import { systemResources } from './boards/system-resources.ts';
import type { Dashboard } from './dashboard.ts';

/** The dashboards that come with the product, in the order they are shown. */
export const builtInDashboards: readonly Dashboard[] = [
  databasePerformance,
  storageUsage,
  systemResources,
  healthStatus,
  cluster,
  monitoring,
];
