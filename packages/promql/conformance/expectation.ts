/** What an evaluation should say beside its result. Each text is matched by at least one of the patterns. */
export interface Expectations {
  readonly ordered: boolean;
  readonly fail?: TextMatch;
  readonly warnings: readonly TextMatch[];
  readonly infos: readonly TextMatch[];
  readonly noWarnings: boolean;
  readonly noInfos: boolean;
}

/** A text an annotation or error is held against. */
export interface TextMatch {
  readonly description: string;
  matches(text: string): boolean;
}

export const NO_EXPECTATIONS: Expectations = {
  ordered: false,
  warnings: [],
  infos: [],
  noWarnings: false,
  noInfos: false,
};

const LINE = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const OLD_FAIL = /^expected_fail_(message|regexp)\s+(.+)$/;
const ANYTHING: TextMatch = { description: 'anything', matches: () => true };

/**
 * Adds what one line says to `known`.
 * @throws {Error} when the line is no expectation, or contradicts those before
 */
export function parseExpectation(line: string, known: Expectations): Expectations {
  const old = OLD_FAIL.exec(line);
  if (old !== null) {
    if (known.fail !== ANYTHING) throw new Error(`${JSON.stringify(line)} belongs to eval_fail, once`);
    return { ...known, fail: textMatch(old[1] === 'regexp' ? 'regex' : 'msg', old[2]!) };
  }
  const match = LINE.exec(line);
  if (match === null)
    throw new Error(`expected "expect <type> [msg:|regex:] <text>", got ${JSON.stringify(line)}`);
  const text = textMatch(match[2], match[3]);
  if (match[1] === 'fail' && known.fail !== undefined)
    throw new Error(`${JSON.stringify(line)} is one error too many`);
  const expectations = addTo(known, match[1]!, text);
  const contradicts =
    (expectations.noWarnings && expectations.warnings.length > 0) ||
    (expectations.noInfos && expectations.infos.length > 0);
  if (contradicts) throw new Error(`${JSON.stringify(line)} contradicts a line before it`);
  return expectations;
}

function addTo(known: Expectations, type: string, text: TextMatch): Expectations {
  switch (type) {
    case 'ordered':
      return { ...known, ordered: true };
    case 'fail':
      return { ...known, fail: text };
    case 'warn':
      return { ...known, warnings: [...known.warnings, text] };
    case 'info':
      return { ...known, infos: [...known.infos, text] };
    case 'no_warn':
      return { ...known, noWarnings: true };
    default:
      return { ...known, noInfos: true };
  }
}

function textMatch(kind: string | undefined, given: string | undefined): TextMatch {
  if (kind === undefined || given === undefined) return ANYTHING;
  const text = given.trim();
  if (kind === 'msg') return { description: text, matches: (actual) => actual === text };
  const pattern = new RegExp(text);
  return { description: String(pattern), matches: (actual) => pattern.test(actual) };
}

/** What is wrong with the annotations of a result; undefined when nothing is. */
export function checkAnnotations(
  { warnings, infos }: { readonly warnings: readonly string[]; readonly infos: readonly string[] },
  expected: Expectations,
): string | undefined {
  return (
    checkTexts('warning', warnings, expected.warnings, expected.noWarnings) ??
    checkTexts('info', infos, expected.infos, expected.noInfos)
  );
}

function checkTexts(
  name: string,
  actual: readonly string[],
  expected: readonly TextMatch[],
  none: boolean,
): string | undefined {
  if (none && actual.length > 0) return `expected no ${name}, got ${actual.join('; ')}`;
  if (expected.length === 0) return undefined;
  const missing = expected.find((match) => !actual.some((text) => match.matches(text)));
  if (missing !== undefined)
    return `expected the ${name} ${missing.description}, got ${actual.join('; ') || 'none'}`;
  const extra = actual.find((text) => !expected.some((match) => match.matches(text)));
  return extra === undefined ? undefined : `unexpected ${name} ${extra}`;
}
