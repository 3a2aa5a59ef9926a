/** Longer texts are cut, before they are read and after. */
const MOST_READ = 10_000;
const MOST_TOLD = 2_000;

/** Where the rest is left out. */
const CUT = '…';

interface Dialect {
  /** What is replaced by `?`: strings and numbers. */
  readonly literal: RegExp;
  /** What stands as it is: names, words, placeholders. */
  readonly name: RegExp;
  readonly comment: RegExp;
  /** What begins a literal or comment that did not match as a whole, or that is read in more than one way. */
  readonly doubtful: RegExp;
}

const NUMBER = String.raw`(?:0[xX][\da-fA-F]+|0[bB][01]+|\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const WORD = String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[?:@$]\d+`;
const QUOTED_NAME = `"[^"]*(?:""[^"]*)*"`;
/** A string without a backslash: whether one escapes what follows depends on the server's settings. */
const STRING = String.raw`'[^'\\]*(?:''[^'\\]*)*'(?!')`;
const BLOCK_COMMENT = String.raw`/\*(?:(?!\*/|/\*)[\s\S])*\*/`;
const LINE_COMMENT = String.raw`--[^\r\n]*(?=\r?\n|$)`;

const postgresql: Dialect = {
  literal: sticky(
    String.raw`${STRING}|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*|)\$[\s\S]*?\$\1\$|${NUMBER}`,
  ),
  name: sticky(`${QUOTED_NAME}|${WORD}`),
  comment: sticky(`${BLOCK_COMMENT}|${LINE_COMMENT}`),
  doubtful: sticky(String.raw`['"]|\$[A-Za-z_$\u0080-\uffff]|/\*|--`),
};

const sqlite: Dialect = {
  literal: sticky(`'[^']*(?:''[^']*)*'|${NUMBER}`),
  name: sticky(`${QUOTED_NAME}|${'`'}[^${'`'}]*${'`'}|${String.raw`\[[^\]]*\]`}|${WORD}`),
  // No nesting: the first end is the end.
  comment: sticky(String.raw`/\*[\s\S]*?\*/|--[^\n]*`),
  doubtful: sticky(String.raw`['"\x60\[]|/\*`),
};

const mysql: Dialect = {
  literal: sticky(String.raw`${STRING}|"[^"\\]*(?:""[^"\\]*)*"(?!")|${NUMBER}`),
  name: sticky(String.raw`\x60[^\x60]*\x60|${WORD}`),
  comment: sticky(String.raw`${BLOCK_COMMENT}|--(?=\s)[^\r\n]*(?=\r?\n|$)`),
  doubtful: sticky(String.raw`['"\x60#]|/\*|--`),
};

/** By `db.system.name`. */
const dialects: ReadonlyMap<string, Dialect> = new Map([
  ['postgresql', postgresql],
  ['sqlite', sqlite],
  ['mysql', mysql],
  ['mariadb', mysql],
]);

/**
 * The text of a statement without what it may hold of people's data: strings and numbers become `?`, lists of them one
 * `(?)`, comments go. Where a text can be read in two ways, or ends within a string, the rest is left out, marked
 * by `…`. Names of tables and columns stay, which for SQLite and PostgreSQL is what double quotes hold.
 * Source: OpenTelemetry semantic conventions, sanitization of `db.query.text`.
 * @param system as `db.system.name`; nothing is answered for one whose quoting is not known here
 */
export function sanitizeSql(text: string, system: string): string | undefined {
  const dialect = dialects.get(system);
  if (dialect === undefined) return undefined;
  const read = text.length > MOST_READ ? text.slice(0, MOST_READ) : text;
  const { told, isWhole } = replaceLiterals(read, dialect);
  const short = told.replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)').trim();
  if (short.length > MOST_TOLD) return `${short.slice(0, MOST_TOLD)}${CUT}`;
  return isWhole && read === text ? short : `${short}${CUT}`;
}

function replaceLiterals(text: string, dialect: Dialect): { told: string; isWhole: boolean } {
  const { literal, name, comment, doubtful } = dialect;
  let told = '';
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(comment) !== undefined) {
      told += ' ';
      continue;
    }
    const kept = take(name);
    if (kept !== undefined) told += kept;
    else if (take(literal) !== undefined) told += '?';
    else if (take(doubtful) !== undefined) return { told, isWhole: false };
    else told += text[at++];
  }
  return { told, isWhole: true };
}

function sticky(source: string): RegExp {
  return new RegExp(source, 'y');
}

/** The text in what a `QueryObserver` is given: a text itself, or what drivers keep one in. */
export function statementText(statement: unknown): string | undefined {
  if (typeof statement === 'string') return statement;
  if (typeof statement !== 'object' || statement === null) return undefined;
  const { sourceSQL, source, text } = statement as Record<string, unknown>;
  return [sourceSQL, source, text].find((found) => typeof found === 'string');
}
