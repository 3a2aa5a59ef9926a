import { useEffect, useState } from 'preact/hooks';
import { formatted } from '../api/queries.ts';
import { textOf } from '../api/use-answer.ts';
import { copyText } from '../boards/copy-text.ts';
import { usePage } from '../place/page-context.ts';
import { withParameters } from '../place/place.ts';
import { go } from '../place/use-place.ts';
import { ExploreAnswer } from './explore-answer.tsx';
import { QueryInput } from './query-input.tsx';

/** Any question in PromQL, as a graph or a table; the link keeps the questions. */
export function ExploreView() {
  const { place } = usePage();
  const asked = place.parameters.getAll('expr');
  const [drafts, setDrafts] = useState<readonly string[]>(asked.length === 0 ? [''] : asked);
  const [said, setSaid] = useState('');
  const key = asked.join('\n\n');
  useEffect(() => setDrafts(asked.length === 0 ? [''] : asked), [key]);
  const replace = (index: number, text: string) =>
    setDrafts(drafts.map((draft, i) => (i === index ? text : draft)));
  const run = () => go(withParameters(place, { expr: drafts.filter((draft) => draft.trim() !== '') }));
  const tidy = async (index: number) => {
    try {
      replace(index, await formatted(drafts[index]!));
      setSaid('');
    } catch (error) {
      setSaid(textOf(error));
    }
  };
  const copy = async (text: string) =>
    setSaid((await copyText(text)) ? 'Copied.' : 'The browser does not let pages copy.');
  return (
    <>
      <h2 class="row-title">Explore</h2>
      <form
        class="explore"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {drafts.map((draft, index) => (
          <div class="query" key={index}>
            <QueryInput
              value={draft}
              label={`Query ${index + 1}`}
              onChange={(text) => replace(index, text)}
              onRun={run}
            />
            <div class="actions">
              <button type="button" onClick={() => tidy(index)} disabled={draft.trim() === ''}>
                Format
              </button>
              <button type="button" onClick={() => copy(draft)} disabled={draft.trim() === ''}>
                Copy
              </button>
              {drafts.length > 1 && (
                <button type="button" onClick={() => setDrafts(drafts.filter((_, i) => i !== index))}>
                  Remove
                </button>
              )}
            </div>
          </div>
        ))}
        <div class="actions">
          <button type="submit" class="primary">
            Ask
          </button>
          <button type="button" onClick={() => setDrafts([...drafts, ''])}>
            Add a query
          </button>
          <span role="status">{said}</span>
        </div>
      </form>
      {asked.map((query, index) => (
        <ExploreAnswer key={`${index} ${query}`} query={query} />
      ))}
    </>
  );
}
