import { deliveries } from '../api/alerts.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useNow } from '../time/clock.tsx';
import { momentText } from '../time/moments.ts';

/** The newest messages, and whether they arrived. */
export function Deliveries() {
  const now = useNow();
  const { data, error } = useAnswer(deliveries, { key: String(now) });
  return (
    <section aria-label="Notifications">
      <h2 class="row-title">Notifications</h2>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {data?.length === 0 && <p class="empty">Nothing has been sent.</p>}
      <ul class="deliveries">
        {data?.map(({ at, receiver, channel, groupKey, result }) => (
          <li key={`${at} ${receiver} ${channel} ${groupKey}`} data-delivered={result.delivered}>
            {momentText(Date.parse(at) / 1_000)} <b>{receiver}</b> by {channel}{' '}
            {result.delivered ? 'delivered' : `failed: ${result.error}`}
            {result.attempts > 1 && ` (${result.attempts} attempts)`}
          </li>
        ))}
      </ul>
    </section>
  );
}
