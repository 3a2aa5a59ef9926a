import type { Dashboard, Overview } from '@kotoba/dashboards';
import { getJson } from './request.ts';

/** A function or operator of PromQL. */
export interface PromqlWord {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
}

/** What the page is about, as `/api/kotoba/v1/page` tells it. */
export interface PageData {
  readonly version: string;
  readonly service: string;
  readonly collectionIntervalMillis: number;
  readonly retentionMillis: number;
  /** Whether who asks may silence and acknowledge. */
  readonly mayChange: boolean;
  /** Address of a Grafana that has the dashboards. */
  readonly grafanaUrl?: string;
  readonly dashboards: readonly Dashboard[];
  readonly overview: Overview;
  /** Whether alert rules are evaluated. */
  readonly alerting: boolean;
  readonly health: boolean;
  readonly functions: readonly PromqlWord[];
}

/** As it is now: dashboards of metrics that nobody described come with their metrics. */
export function readPageData(): Promise<PageData> {
  return getJson<PageData>('api/kotoba/v1/page');
}
