import { useState } from 'preact/hooks';
import { endSilence, type Silence, silences } from '../api/alerts.ts';
import { textOf, useAnswer } from '../api/use-answer.ts';
import { usePage } from '../place/page-context.ts';
import { useNow } from '../time/clock.tsx';
import { momentText } from '../time/moments.ts';
import type { KnownAlert } from './match-alerts.ts';

/** Silences that hold or will. */
export function Silences({
  alerts,
  onChange,
}: {
  /** Read anew together with these. */
  readonly alerts: readonly KnownAlert[] | undefined;
  readonly onChange: () => void;
}) {
  const { page } = usePage();
  const now = useNow();
  const [problem, setProblem] = useState<string>();
  const silenced = alerts?.map(({ notified }) => notified?.silencedBy.join()).join() ?? '';
  const { data, error } = useAnswer(silences, { key: `${now} ${silenced}` });
  const shown = data?.filter(({ status }) => status.state !== 'expired') ?? [];
  const end = async (id: string) => {
    try {
      await endSilence(id);
      setProblem(undefined);
    } catch (failure) {
      setProblem(textOf(failure));
    }
    onChange();
  };
  return (
    <section aria-label="Silences">
      <h2 class="row-title">Silences</h2>
      {(problem ?? error) !== undefined && (
        <p class="problem" role="alert">
          {problem ?? error}
        </p>
      )}
      {shown.length === 0 && <p class="empty">Nothing is silenced.</p>}
      <ul class="alerts">
        {shown.map((silence) => (
          <li key={silence.id} class="alert">
            <div class="alert-head">
              <b class="state">{silence.status.state}</b> {matchersText(silence)} until{' '}
              {momentText(Date.parse(silence.endsAt) / 1_000)}, by {silence.createdBy}
              {silence.comment !== '' && `: ${silence.comment}`}
            </div>
            {page.mayChange && (
              <div class="actions">
                <button type="button" onClick={() => end(silence.id)}>
                  End
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function matchersText({ matchers }: Silence): string {
  return matchers
    .map(({ name, value, isRegex, isEqual }) => {
      const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
      return `${name}${operator}${JSON.stringify(value)}`;
    })
    .join(', ');
}
