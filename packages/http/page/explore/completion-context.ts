/** What could stand at the cursor. */
export type CompletionContext =
  /** A metric, function, operator or keyword. */
  | { readonly kind: 'expression'; readonly from: number; readonly prefix: string }
  | {
      readonly kind: 'labelName';
      readonly from: number;
      readonly prefix: string;
      readonly metric: string | undefined;
    }
  | {
      readonly kind: 'labelValue';
      readonly from: number;
      readonly prefix: string;
      readonly metric: string | undefined;
      readonly label: string;
    }
  | { readonly kind: 'duration'; readonly from: number; readonly prefix: string }
  | undefined;

/** What stands open left of the cursor. */
interface Open {
  readonly bracket: '{' | '(' | '[';
  /** The word before the bracket. */
  readonly word: string;
  /** The last label name within it. */
  label: string;
}

const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const WORD = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;

/** Reads the text up to the cursor as PromQL's words and brackets, which is enough to say what may follow. */
export function completionContext(text: string, cursor: number): CompletionContext {
  const open: Open[] = [];
  let word = '';
  let wordAt = -1;
  let metric: string | undefined;
  for (let i = 0; i < cursor; ) {
    const char = text[i]!;
    if (char === '"' || char === "'" || char === '`') {
      const end = endOfString(text, i, cursor);
      if (end === undefined) return insideString(text, i + 1, cursor, open.at(-1), metric);
      i = end;
      word = '';
    } else if (char === '#') {
      const line = text.indexOf('\n', i);
      if (line < 0 || line >= cursor) return undefined;
      i = line + 1;
    } else if (char === '{' || char === '(' || char === '[') {
      if (char === '{') metric = word === '' ? undefined : word;
      open.push({ bracket: char, word, label: '' });
      word = '';
      i++;
    } else if (char === '}' || char === ')' || char === ']') {
      open.pop();
      word = '';
      i++;
    } else {
      WORD.lastIndex = i;
      const match = WORD.exec(text)?.[0];
      if (match === undefined) {
        if (!/\s/.test(char)) word = '';
        i++;
        continue;
      }
      wordAt = i;
      word = match;
      i += match.length;
      const inner = open.at(-1);
      if (inner?.bracket === '{') inner.label = match;
      else if (inner?.bracket !== '[' && !GROUPING.has(match)) metric = metricAmong(text, i, match) ?? metric;
    }
  }
  return atCursor(
    text,
    cursor,
    open.at(-1),
    word !== '' && wordAt + word.length >= cursor ? wordAt : cursor,
    metric,
  );
}

/** A word followed by a bracket of arguments is a function's, not a metric's. */
function metricAmong(text: string, end: number, word: string): string | undefined {
  return /^\s*\(/.test(text.slice(end)) ? undefined : word;
}

function endOfString(text: string, start: number, cursor: number): number | undefined {
  const quote = text[start]!;
  for (let i = start + 1; i < cursor; i++) {
    if (text[i] === '\\' && quote !== '`') i++;
    else if (text[i] === quote) return i + 1;
  }
  return undefined;
}

function insideString(
  text: string,
  from: number,
  cursor: number,
  open: Open | undefined,
  metric: string | undefined,
): CompletionContext {
  if (open?.bracket !== '{' || open.label === '') return undefined;
  return { kind: 'labelValue', from, prefix: text.slice(from, cursor), metric, label: open.label };
}

function atCursor(
  text: string,
  cursor: number,
  open: Open | undefined,
  from: number,
  metric: string | undefined,
): CompletionContext {
  const prefix = text.slice(from, cursor);
  if (open?.bracket === '[') {
    const start = text.lastIndexOf('[', cursor - 1) + 1;
    return { kind: 'duration', from: start, prefix: text.slice(start, cursor) };
  }
  if (open?.bracket === '{') {
    const before = text.slice(0, from).trimEnd();
    return /[{,]$/.test(before) ? { kind: 'labelName', from, prefix, metric } : undefined;
  }
  if (open?.bracket === '(' && GROUPING.has(open.word.toLowerCase()))
    return { kind: 'labelName', from, prefix, metric: metricAfter(text, cursor) ?? metric };
  if (/\d$/.test(text.slice(0, from))) return undefined;
  return { kind: 'expression', from, prefix };
}

/** In `sum by (…) (metric…)` the metric comes after the labels. */
function metricAfter(text: string, cursor: number): string | undefined {
  const names = text.slice(cursor).match(/[a-zA-Z_:][a-zA-Z0-9_:]*(?=\s*[{[)])/g);
  return names?.[0];
}
