import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../place/page-context.ts';
import { completionContext } from './completion-context.ts';
import type { Suggestion } from './rank.ts';
import { suggest } from './suggest.ts';

/** A field for PromQL that offers what may come next. Enter asks; Shift and Enter makes a line. */
export function QueryInput({
  value,
  label,
  onChange,
  onRun,
}: {
  readonly value: string;
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
}) {
  const { page } = usePage();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  /** Where the cursor goes once what was taken stands in the field. */
  const cursorAfter = useRef<number | undefined>(undefined);
  const asked = useRef<AbortController | undefined>(undefined);
  const [offered, setOffered] = useState<readonly Suggestion[]>([]);
  const [chosen, setChosen] = useState(0);
  const close = () => {
    asked.current?.abort();
    setOffered([]);
  };
  useEffect(() => close, []);
  useLayoutEffect(() => {
    const cursor = cursorAfter.current;
    if (cursor === undefined) return;
    cursorAfter.current = undefined;
    field.current?.focus();
    field.current?.setSelectionRange(cursor, cursor);
  }, [value]);

  const offer = async () => {
    const { value: text, selectionStart } = field.current!;
    asked.current?.abort();
    const asking = new AbortController();
    asked.current = asking;
    const context = completionContext(text, selectionStart);
    const found = await suggest(context, page, asking.signal).catch(() => []);
    if (asking.signal.aborted) return;
    const isDone = found.length === 1 && found[0]!.text === context?.prefix;
    setOffered(isDone ? [] : found);
    setChosen(0);
  };
  const take = (suggestion: Suggestion) => {
    const { value: text, selectionStart } = field.current!;
    const context = completionContext(text, selectionStart);
    if (context === undefined) return;
    const suffix = suggestion.suffix ?? '';
    const rest = text.slice(selectionStart);
    const added = suggestion.text + (rest.startsWith(suffix) ? '' : suffix);
    cursorAfter.current = context.from + added.length;
    onChange(text.slice(0, context.from) + added + rest);
    close();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      offer();
    } else if (offered.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((chosen + by + offered.length) % offered.length);
    } else if (offered.length > 0 && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) {
      event.preventDefault();
      take(offered[chosen]!);
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      close();
      onRun();
    }
  };
  const option = (index: number) => `${id}-${index}`;
  return (
    <div class="query-input">
      <textarea
        ref={field}
        rows={Math.min(value.split('\n').length + 1, 8)}
        value={value}
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={`${id}-list`}
        aria-activedescendant={offered.length > 0 ? option(chosen) : undefined}
        spellcheck={false}
        autocapitalize="off"
        placeholder="PromQL, such as sum(rate(kotoba_db_queries_total[5m]))"
        onInput={(event) => {
          onChange(event.currentTarget.value);
          offer();
        }}
        onKeyDown={key}
        onBlur={close}
      />
      <div id={`${id}-list`} role="listbox" aria-label="What may come next" hidden={offered.length === 0}>
        {offered.map((suggestion, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and has the keys
          <div
            id={option(index)}
            key={`${suggestion.kind} ${suggestion.text}`}
            role="option"
            aria-selected={index === chosen}
            ref={(element) => {
              if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              take(suggestion);
            }}
          >
            <span class="name">{suggestion.text}</span> <span class="kind">{suggestion.kind}</span>
            {suggestion.doc !== undefined && <small>{suggestion.doc}</small>}
          </div>
        ))}
      </div>
    </div>
  );
}
