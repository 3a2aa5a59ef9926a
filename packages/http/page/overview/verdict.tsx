import { healthReport } from '../api/health.ts';
import { useAnswer } from '../api/use-answer.ts';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { useNow } from '../time/clock.tsx';
import { lengthText } from '../time/moments.ts';

const WORDS = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
  unknown: 'Unknown',
} as const;

/** Whether the service is well, and since when it is not. */
export function Verdict({ withLink = true }: { readonly withLink?: boolean }) {
  const now = useNow();
  const { place } = usePage();
  const { data, error } = useAnswer(healthReport, { key: String(now) });
  const status = data?.overallStatus ?? 'unknown';
  const checks = data?.checks ?? [];
  const troubles = checks.filter((check) => check.status !== 'healthy');
  return (
    <section class="verdict" data-status={status} aria-label="Verdict">
      <p class="headline" role="status">
        {error ?? WORDS[status]}
      </p>
      {troubles.length > 0 ? (
        <ul>
          {troubles.map(({ name, status: its, message, since }) => (
            <li key={name}>
              <b>{name}</b> {its} for {lengthText(Date.now() / 1_000 - Date.parse(since) / 1_000)}
              {message !== '' && `: ${message}`}
            </li>
          ))}
        </ul>
      ) : (
        checks.length > 0 && (
          <p>
            {checks.length} {checks.length === 1 ? 'check passes' : 'checks pass'}
          </p>
        )
      )}
      {withLink && <a href={formatPlace(placeAt(place, ['health']))}>All checks</a>}
    </section>
  );
}
