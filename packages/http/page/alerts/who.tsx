import { readStored, writeStored } from '../frame/theme.ts';

const KEY = 'kotoba-name';

/** Asks who somebody is and why; the name is remembered. */
export function Who() {
  return (
    <>
      <label>
        Your name
        <input name="by" required maxLength={100} defaultValue={readStored(KEY) ?? ''} autocomplete="name" />
      </label>
      <label>
        Comment
        <textarea name="comment" rows={2} maxLength={1_000} />
      </label>
    </>
  );
}

/** What {@link Who} was told. */
export function readWho(form: FormData): { by: string; comment: string } {
  const by = String(form.get('by') ?? '').trim();
  writeStored(KEY, by);
  return { by, comment: String(form.get('comment') ?? '').trim() };
}
