import { useEffect, useRef, useState } from 'preact/hooks';

/** What was asked for: the last answer stays while the next one is on its way. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  /** Why the last attempt failed. */
  readonly error: string | undefined;
  readonly isLoading: boolean;
}

/**
 * Asks whenever `key` changes and `isWanted`; a new question ends the old one. `subject` says what the question is about:
 * the answer to another subject is not shown meanwhile.
 */
export function useAnswer<Data>(
  ask: (signal: AbortSignal) => Promise<Data>,
  { key, subject = '', isWanted = true }: { key: string; subject?: string; isWanted?: boolean },
): Asked<Data> {
  const [state, setState] = useState<Asked<Data> & { readonly subject: string }>({
    data: undefined,
    error: undefined,
    isLoading: true,
    subject,
  });
  const asking = useRef(ask);
  asking.current = ask;
  useEffect(() => {
    if (!isWanted) return;
    const ending = new AbortController();
    setState((last) => ({
      ...last,
      ...(last.subject !== subject && { data: undefined, error: undefined, subject }),
      isLoading: true,
    }));
    asking.current(ending.signal).then(
      (data) => {
        if (!ending.signal.aborted) setState({ data, error: undefined, isLoading: false, subject });
      },
      (error: unknown) => {
        if (!ending.signal.aborted) setState((last) => ({ ...last, error: textOf(error), isLoading: false }));
      },
    );
    return () => ending.abort();
  }, [key, subject, isWanted]);
  return state.subject === subject ? state : { data: undefined, error: undefined, isLoading: true };
}

/** An error in words. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
