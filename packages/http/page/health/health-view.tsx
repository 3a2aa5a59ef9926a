import { type CheckResult, healthReport } from '../api/health.ts';
import { useAnswer } from '../api/use-answer.ts';
import { PanelView } from '../boards/panel-view.tsx';
import { Verdict } from '../overview/verdict.tsx';
import { usePage } from '../place/page-context.ts';
import { useNow } from '../time/clock.tsx';
import { lengthText } from '../time/moments.ts';

const BOARD = 'health-status';

/** Every check now, and how it was. */
export function HealthView() {
  const { page } = usePage();
  const now = useNow();
  const { data, error } = useAnswer(healthReport, { key: String(now) });
  const board = page.dashboards.find(({ name }) => name === BOARD);
  return (
    <>
      <Verdict withLink={false} />
      <section aria-label="Checks">
        <h2 class="row-title">Checks</h2>
        {error !== undefined && (
          <p class="problem" role="alert">
            {error}
          </p>
        )}
        {data !== undefined && data.checks === undefined && (
          <p class="empty">Details of the checks are not for everybody.</p>
        )}
        <ul class="checks">
          {data?.checks?.map((check) => (
            <Check key={check.name} check={check} />
          ))}
        </ul>
      </section>
      {board?.rows.map(({ title, panels }) => (
        <section key={title} aria-label={`${title} over time`}>
          <h2 class="row-title">{title} over time</h2>
          <div class="grid">
            {panels.map((panel) => (
              <PanelView key={panel.title} panel={panel} dashboard={board} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

function Check({ check }: { readonly check: CheckResult }) {
  const { name, status, message, since, durationMillis } = check;
  return (
    <li data-status={status}>
      <b class="state">{status}</b> <strong>{name}</strong> for{' '}
      {lengthText((Date.now() - Date.parse(since)) / 1_000)}
      {durationMillis !== undefined && ` · took ${durationMillis.toFixed(1)} ms`}
      {message !== '' && <p>{message}</p>}
    </li>
  );
}
