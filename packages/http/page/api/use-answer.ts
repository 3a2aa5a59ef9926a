import { useEffect, useRef, useState } from 'preact/hooks';

/** What was asked for: the last answer stays while the next one is on its way. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  /** Why the last attempt failed. */
  readonly error: string | undefined;
  readonly isLoading: boolean;
}

/** A question under way. */
interface Asking {
  readonly subject: string;
  readonly ending: AbortController;
  /** It is to be asked again when it is answered: time went on meanwhile. */
  isStale: boolean;
}

const NOTHING = { data: undefined, error: undefined, isLoading: true } as const;

/**
 * Asks whenever `key` changes while `isWanted`, one question at a time: time that goes on waits for the answer. `subject` says
 * what the question is about; another subject ends the question, and the answer to the old one is not shown.
 */
export function useAnswer<Data>(
  ask: (signal: AbortSignal) => Promise<Data>,
  { key, subject = '', isWanted = true }: { key: string; subject?: string; isWanted?: boolean },
): Asked<Data> {
  const [state, setState] = useState<Asked<Data> & { readonly subject: string }>({ ...NOTHING, subject });
  const latest = useRef({ ask, isWanted });
  latest.current = { ask, isWanted };
  const under = useRef<Asking | undefined>(undefined);

  const begin = () => {
    const asking: Asking = { subject, ending: new AbortController(), isStale: false };
    under.current = asking;
    setState((last) => (last.subject === subject ? { ...last, isLoading: true } : { ...NOTHING, subject }));
    const settle = (settled: (last: Asked<Data>) => Asked<Data>) => {
      if (asking.ending.signal.aborted) return;
      under.current = undefined;
      setState((last) => ({ ...settled(last), isLoading: false, subject }));
      if (asking.isStale && latest.current.isWanted) begin();
    };
    latest.current.ask(asking.ending.signal).then(
      (data) => settle(() => ({ data, error: undefined, isLoading: false })),
      (error: unknown) => settle(({ data }) => ({ data, error: textOf(error), isLoading: false })),
    );
  };
  useEffect(() => {
    if (!isWanted) return;
    if (under.current?.subject === subject) under.current.isStale = true;
    else {
      under.current?.ending.abort();
      begin();
    }
  }, [key, subject, isWanted]);
  useEffect(() => () => under.current?.ending.abort(), []);
  return state.subject === subject ? state : NOTHING;
}

/** An error in words. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
