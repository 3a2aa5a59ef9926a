import type { OverviewTransition } from '@kotoba/dashboards';
import { resolveQuery } from '@kotoba/dashboards/resolve-query';
import { type MatrixSeries, queryInstant, queryRange } from '../api/queries.ts';
import { gridOf } from '../boards/panel-query.ts';
import type { PageState } from '../place/page-context.ts';
import { rateInterval } from '../time/time-range.ts';
import { eventsOf, type PageEvent, spansOf } from './find-events.ts';

const MOST_EVENTS = 30;
/** Points to look at; where they are further apart than collections, what is between them is asked for. */
const POINTS = 1_000;

/** The newest changes of state in the range of the page. */
export async function askEvents(state: PageState, signal: AbortSignal): Promise<readonly PageEvent[]> {
  const found = await Promise.all(
    state.page.overview.transitions.map(async (transition) =>
      eventsOf(await askStates(state, transition, signal), transition),
    ),
  );
  const byText = new Map(found.flat().map((event) => [`${event.time} ${event.text}`, event]));
  return [...byText.values()].sort((a, b) => b.time - a.time).slice(0, MOST_EVENTS);
}

/** States over time: every one in a short range; in a long one, those of the times at which they changed. */
async function askStates(
  state: PageState,
  transition: OverviewTransition,
  signal: AbortSignal,
): Promise<readonly MatrixSeries[]> {
  const interval = state.page.collectionIntervalMillis / 1_000;
  const grid = gridOf(state, POINTS);
  const query = resolveQuery(transition.query, {
    service: '',
    database: state.databases,
    rateIntervalSeconds: rateInterval(grid.step, interval),
  });
  if (grid.step <= interval) return (await queryRange(query, grid, signal)).data;
  const changes = transition.when === 'falls' ? 'resets' : 'changes';
  // Two collections more, so that the last state before the window is in it.
  const window = grid.step + 2 * interval;
  const marks = await queryRange(`${changes}(${query}[${window}s]) > 0`, grid, signal);
  const spans = spansOf(marks.data, { step: grid.step, most: MOST_EVENTS });
  const answers = await Promise.all(
    spans.map(({ start, end }) => queryInstant(`${query}[${end - start + window}s]`, end, signal)),
  );
  return answers.flatMap(({ data }) => (data.resultType === 'matrix' ? data.result : []));
}
