import type { NotifiedAlert } from '../api/alerts.ts';
import { momentText } from '../time/moments.ts';
import type { KnownAlert } from './match-alerts.ts';

/** Why an alert is what it is, and who was or was not told. */
export function Explanation({
  alert: { state, since, value, heldBy, notified },
}: {
  readonly alert: KnownAlert;
}) {
  return (
    <div class="explanation">
      <p>
        Its condition has held since {momentText(since)}
        {value !== undefined && `; the newest value is ${Number(value)}`}.
        {state === 'pending' && ' It fires once it has held for as long as its rule says.'}
        {heldBy !== undefined && ` It is held by ${heldBy}.`}
      </p>
      {notified === undefined ? (
        <p>
          Nobody has been told: notifications do not know of it{state === 'pending' && ' while it is pending'}
          .
        </p>
      ) : (
        <Told alert={notified} />
      )}
    </div>
  );
}

function Told({ alert: { receivers, groups } }: { readonly alert: NotifiedAlert }) {
  return (
    <>
      <p>
        {receivers.length === 0 ? 'No receiver is to be told.' : `To be told: ${receivers.join(', ')}.`}
        {groups.length === 0 && ' Nothing has been decided yet: its group waits.'}
      </p>
      <ul>
        {groups.map(({ groupKey, receiver, at, decisions }) => (
          <li key={groupKey}>
            {momentText(Date.parse(at) / 1_000)} <b>{receiver}</b>
            <ul>
              {decisions.map(({ kind, channel, reason, result }) => (
                <li key={`${kind} ${channel} ${reason}`}>
                  {channel !== undefined && `${channel}: `}
                  {reason}
                  {result !== undefined &&
                    (result.delivered ? ' – delivered' : ` – not delivered: ${result.error}`)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}
