import { type Rule, ruleGroups } from '../api/alerts.ts';
import { useAnswer } from '../api/use-answer.ts';
import { ScrollArea } from '../frame/scroll-area.tsx';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { useNow } from '../time/clock.tsx';
import { lengthText } from '../time/moments.ts';

/** Every rule with its state and its health. */
export function Rules() {
  const now = useNow();
  const { data, error } = useAnswer(ruleGroups, { key: String(now) });
  return (
    <section aria-label="Rules">
      <h2 class="row-title">Rules</h2>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {data?.length === 0 && <p class="empty">There are no rules.</p>}
      {data?.map(({ name, file, interval, rules }) => (
        <details key={`${file} ${name}`} open={rules.some(isWorthASight)}>
          <summary>
            {name} – {rules.length} {rules.length === 1 ? 'rule' : 'rules'} every {lengthText(interval)}
          </summary>
          <ScrollArea name={`Rules of ${name}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">State</th>
                  <th scope="col">Rule</th>
                  <th scope="col">For</th>
                  <th scope="col">Query</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => (
                  <Row key={`${rule.name} ${JSON.stringify(rule.labels)}`} rule={rule} />
                ))}
              </tbody>
            </table>
          </ScrollArea>
        </details>
      ))}
    </section>
  );
}

function isWorthASight({ state, health }: Rule): boolean {
  return state === 'firing' || state === 'pending' || health === 'err';
}

function Row({ rule }: { readonly rule: Rule }) {
  const { place } = usePage();
  const { name, query, type, state, health, lastError, duration = 0 } = rule;
  const shown = health === 'err' ? 'fails' : (state ?? type);
  return (
    <tr data-state={shown}>
      <td>
        <b class="state">{shown}</b>
      </td>
      <th scope="row">{name}</th>
      <td>{duration > 0 ? lengthText(duration) : ''}</td>
      <td>
        <a href={formatPlace(placeAt(place, ['explore'], { expr: query }))}>
          <code>{query}</code>
        </a>
        {lastError !== undefined && <p class="problem">{lastError}</p>}
      </td>
    </tr>
  );
}
