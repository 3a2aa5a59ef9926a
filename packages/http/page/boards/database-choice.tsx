import { labelValues } from '../api/queries.ts';
import { useAnswer } from '../api/use-answer.ts';
import { usePage } from '../place/page-context.ts';
import { withParameters } from '../place/place.ts';
import { go } from '../place/use-place.ts';

/** Which databases the panels are about; none chosen means all. */
export function DatabaseChoice() {
  const { place, databases } = usePage();
  const { data: known = [] } = useAnswer((signal) => labelValues('database', undefined, signal), {
    key: place.path.join('/'),
  });
  if (known.length < 2 && databases.length === 0) return null;
  const toggle = (name: string) => {
    const chosen = databases.includes(name) ? databases.filter((one) => one !== name) : [...databases, name];
    go(withParameters(place, { database: chosen }), { replace: true });
  };
  return (
    <fieldset class="choice">
      <legend>Databases</legend>
      {[...new Set([...known, ...databases])].map((name) => (
        <label key={name}>
          <input type="checkbox" checked={databases.includes(name)} onChange={() => toggle(name)} /> {name}
        </label>
      ))}
    </fieldset>
  );
}
