import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageData } from '../api/page-data.ts';
import { type ResolvedRange, resolveRange, type TimeRange } from '../time/time-range.ts';
import type { Place } from './place.ts';

/** What every view works with. */
export interface PageState {
  readonly page: PageData;
  readonly place: Place;
  readonly range: TimeRange;
  /** The range at the moment the page shows. */
  readonly resolved: ResolvedRange;
  /** Databases chosen; none means all. */
  readonly databases: readonly string[];
}

export const PageContext = createContext<PageState | undefined>(undefined);

/** What every view works with. */
export function usePage(): PageState {
  const state = useContext(PageContext);
  if (state === undefined) throw new Error('a view must be within the page');
  return state;
}

/** The state a place and a moment make. */
export function pageState(page: PageData, place: Place, nowSeconds: number): PageState {
  const range = {
    from: place.parameters.get('from') ?? 'now-1h',
    to: place.parameters.get('to') ?? 'now',
  };
  return {
    page,
    place,
    range,
    resolved: resolveRange(range, nowSeconds),
    databases: place.parameters.getAll('database'),
  };
}
