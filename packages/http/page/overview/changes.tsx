import type { OverviewShift } from '@kotoba/dashboards';
import { resolveQuery } from '@kotoba/dashboards/resolve-query';
import { useRef } from 'preact/hooks';
import { queryVector } from '../api/queries.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LEVEL_COLOURS } from '../charts/palette.ts';
import { type PageState, usePage } from '../place/page-context.ts';
import { momentText } from '../time/moments.ts';
import { askEvents } from './ask-events.ts';
import { type PageShift, shiftsOf } from './find-events.ts';

/** What is averaged before the newest window, as ranges of PromQL. */
const BEFORE = '[1h:5m] offset 5m';
const WINDOW_SECONDS = 300;
const MOST_SHIFTS = 8;
/** What was long ago is not asked again with every tick. */
const LEAST_PAUSE_SECONDS = 15;

/** What is different from before, and what happened. */
export function Changes() {
  const state = usePage();
  const key = usePaused(state.resolved.end);
  const { data: shifts = [], error } = useAnswer((signal) => askShifts(state, signal), { key });
  const { data: events = [], error: problem } = useAnswer((signal) => askEvents(state, signal), {
    key: `${key} ${state.range.from}`,
  });
  return (
    <div class="changes">
      <section aria-label="What changed">
        <h2 class="row-title">What changed in five minutes, against the hour before</h2>
        <Problem text={error} />
        {shifts.length === 0 && <p class="empty">Nothing that stands out.</p>}
        <ul class="events">
          {shifts.map(({ text, before, now, isMore }) => (
            <li key={text}>
              <span aria-hidden="true">{isMore ? '▲' : '▼'}</span> {text}: {before} → <b>{now}</b>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What happened">
        <h2 class="row-title">What happened</h2>
        <Problem text={problem} />
        {events.length === 0 && <p class="empty">No state changed in this range.</p>}
        <ul class="events">
          {events.map(({ time, text, level }) => (
            <li key={`${time} ${text}`}>
              <span class="swatch" style={{ background: LEVEL_COLOURS[level] }} />
              <time dateTime={new Date(time * 1_000).toISOString()}>{momentText(time)}</time> {text}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Problem({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

/** A moment that stands still for a while, whatever the page's does. */
function usePaused(seconds: number): string {
  const held = useRef(seconds);
  if (Math.abs(seconds - held.current) >= LEAST_PAUSE_SECONDS) held.current = seconds;
  return String(held.current);
}

async function askShifts(state: PageState, signal: AbortSignal): Promise<readonly PageShift[]> {
  const found = await Promise.all(state.page.overview.shifts.map((shift) => askShift(state, shift, signal)));
  return found
    .flat()
    .sort((a, b) => b.factor - a.factor)
    .slice(0, MOST_SHIFTS);
}

async function askShift(state: PageState, shift: OverviewShift, signal: AbortSignal): Promise<PageShift[]> {
  const query = resolveQuery(shift.query, {
    service: '',
    database: state.databases,
    rateIntervalSeconds: WINDOW_SECONDS,
  });
  const { end } = state.resolved;
  const [now, before] = await Promise.all([
    queryVector(query, end, signal),
    queryVector(`avg_over_time((${query})${BEFORE})`, end, signal),
  ]);
  return shiftsOf(now, before, shift);
}
