/** Something to choose. */
export interface Suggestion {
  readonly text: string;
  /** What it is: `counter`, `function`, `label` … */
  readonly kind: string;
  readonly doc?: string;
  /** What is put after it: `(` for a function. */
  readonly suffix?: string;
}

const MOST = 50;

/** Those a prefix may mean, the likeliest first: what begins so, then what has a word that does, then what holds it. */
export function ranked(all: readonly Suggestion[], prefix: string): readonly Suggestion[] {
  const wanted = prefix.toLowerCase();
  const rankOf = ({ text }: Suggestion) => {
    const name = text.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(`_${wanted}`)) return 1;
    if (name.includes(wanted)) return 2;
    return isSubsequence(wanted, name) ? 3 : 4;
  };
  return all
    .map((suggestion) => ({ suggestion, rank: rankOf(suggestion) }))
    .filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank || (a.suggestion.text < b.suggestion.text ? -1 : 1))
    .slice(0, MOST)
    .map(({ suggestion }) => suggestion);
}

function isSubsequence(wanted: string, name: string): boolean {
  let at = 0;
  for (const char of name) if (char === wanted[at]) at++;
  return at === wanted.length;
}
