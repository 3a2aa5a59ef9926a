import { type Rule, type RuleGroup, ruleGroups } from '../api/alerts.ts';
import { useAnswer } from '../api/use-answer.ts';
import { ScrollArea } from '../frame/scroll-area.tsx';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { useNow } from '../time/clock.tsx';
import { lengthText } from '../time/moments.ts';

const ORDER = ['fails', 'firing', 'pending', 'inactive'];

/** Every rule with its state and its health; what wants attention comes first. */
export function Rules() {
  const now = useNow();
  const { data, error } = useAnswer(ruleGroups, { key: String(now) });
  const rows = (data ?? []).flatMap((group) =>
    group.rules.map((rule) => ({ group, rule, shown: shownState(rule) })),
  );
  const rank = (state: string) => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);
  return (
    <section aria-label="Rules">
      <h2 class="row-title">Rules</h2>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {data !== undefined && rows.length === 0 && <p class="empty">There are no rules.</p>}
      {rows.length > 0 && (
        <ScrollArea name="Rules and their states">
          <table>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Rule</th>
                <th scope="col">For</th>
                <th scope="col">Group</th>
                <th scope="col">Query</th>
              </tr>
            </thead>
            <tbody>
              {rows
                .sort((a, b) => rank(a.shown) - rank(b.shown))
                .map(({ group, rule, shown }) => (
                  <Row
                    key={`${group.file} ${group.name} ${rule.name} ${JSON.stringify(rule.labels)}`}
                    group={group}
                    rule={rule}
                    shown={shown}
                  />
                ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

function shownState({ health, state, type }: Rule): string {
  return health === 'err' ? 'fails' : (state ?? type);
}

function Row({
  group,
  rule,
  shown,
}: {
  readonly group: RuleGroup;
  readonly rule: Rule;
  readonly shown: string;
}) {
  const { place } = usePage();
  const { name, query, lastError, duration = 0 } = rule;
  return (
    <tr data-state={shown}>
      <td>
        <b class="state">{shown}</b>
      </td>
      <th scope="row">{name}</th>
      <td>{duration > 0 ? lengthText(duration) : ''}</td>
      <td>
        {group.name}, every {lengthText(group.interval)}
      </td>
      <td>
        <a href={formatPlace(placeAt(place, ['explore'], { expr: query }))}>
          <code>{query}</code>
        </a>
        {lastError !== undefined && <p class="problem">{lastError}</p>}
      </td>
    </tr>
  );
}
