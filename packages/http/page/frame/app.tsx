import { useEffect, useState } from 'preact/hooks';
import { AlertsView } from '../alerts/alerts-view.tsx';
import { type PageData, readPageData } from '../api/page-data.ts';
import { textOf } from '../api/use-answer.ts';
import { BoardView } from '../boards/board-view.tsx';
import { ExploreView } from '../explore/explore-view.tsx';
import { HealthView } from '../health/health-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { PageContext, pageState } from '../place/page-context.ts';
import type { Place } from '../place/place.ts';
import { usePlace } from '../place/use-place.ts';
import { NowContext, useTicking } from '../time/clock.tsx';
import { isLive } from '../time/time-range.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';

const RETRY_MILLIS = 5_000;

/** The page: what it is about is read first, until the service answers, and anew with each view. */
export function App() {
  const [page, setPage] = useState<PageData>();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const place = usePlace();
  const [view = 'overview'] = place.path;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    readPageData().then(setPage, (error) => {
      setProblem(textOf(error));
      timer = setTimeout(() => setAttempt((last) => last + 1), RETRY_MILLIS);
    });
    return () => clearTimeout(timer);
  }, [attempt, view]);
  if (page !== undefined) return <Page page={page} place={place} view={view} />;
  return (
    <main id="view">
      <p role="status">{problem ?? 'Loading …'}</p>
    </main>
  );
}

function Page({
  page,
  place,
  view,
}: {
  readonly page: PageData;
  readonly place: Place;
  readonly view: string;
}) {
  const [isPaused, setPaused] = useState(false);
  const range = { from: place.parameters.get('from') ?? 'now-1h', to: place.parameters.get('to') ?? 'now' };
  const now = useTicking(page.collectionIntervalMillis, isLive(range) && !isPaused);
  const state = pageState(page, place, now);
  const [, name] = place.path;
  useEffect(() => {
    document.title = `${TITLES[view] ?? 'Overview'} – ${page.service}`;
  }, [view, page]);
  return (
    <NowContext.Provider value={now}>
      <PageContext.Provider value={state}>
        <button type="button" class="skip" onClick={focusView}>
          Skip to the content
        </button>
        <Header view={view} isPaused={isPaused} onPause={() => setPaused(!isPaused)} />
        <main id="view" tabIndex={-1}>
          <ErrorBoundary key={`${view} ${name}`}>
            <View view={view} name={name} />
          </ErrorBoundary>
        </main>
      </PageContext.Provider>
    </NowContext.Provider>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  boards: 'Dashboards',
  explore: 'Explore',
  alerts: 'Alerts',
  health: 'Health',
};

function View({ view, name }: { readonly view: string; readonly name: string | undefined }) {
  switch (view) {
    case 'boards':
      return <BoardView name={name} />;
    case 'explore':
      return <ExploreView />;
    case 'alerts':
      return <AlertsView />;
    case 'health':
      return <HealthView />;
    default:
      return <OverviewView />;
  }
}

/** A link would change the address, which keeps the place. */
function focusView(): void {
  document.getElementById('view')?.focus();
}
