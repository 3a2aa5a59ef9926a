import type { Matcher } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';
import { parseAlertMatchers } from '../notifications/alert-matcher.ts';
import type { ConfigReader } from './config-reader.ts';

const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The names of a route's or an inhibition's fields that hold conditions. */
export interface MatcherFields {
  /** A list in the present notation. */
  readonly list: string;
  /** A mapping of names to values. */
  readonly equal: string;
  /** A mapping of names to regular expressions. */
  readonly regex: string;
}

/** All conditions of a mapping, in whichever of the three notations they stand. */
export function readMatchers(reader: ConfigReader, { list, equal, regex }: MatcherFields): Matcher[] {
  const matchers: Matcher[] = [];
  for (const { name, text, key } of reader.mapping(equal)) {
    if (isLabelName(reader, name, key)) matchers.push(createMatcher(name, '=', text));
  }
  for (const { name, text, key, value } of reader.mapping(regex)) {
    if (!isLabelName(reader, name, key)) continue;
    try {
      matchers.push(createMatcher(name, '=~', text));
    } catch (error) {
      reader.source.problem(value, `"${regex}": ${(error as Error).message}`);
    }
  }
  for (const { text, node } of reader.texts(list)) {
    try {
      matchers.push(...parseAlertMatchers(text));
    } catch (error) {
      reader.source.problem(node, `"${list}": ${(error as Error).message}`);
    }
  }
  return matchers;
}

function isLabelName(
  reader: ConfigReader,
  name: string,
  key: Parameters<ConfigReader['source']['problem']>[0],
) {
  if (CLASSIC_NAME.test(name)) return true;
  reader.source.problem(
    key,
    `expected a label name of letters, digits and underscores, got ${JSON.stringify(name)}`,
  );
  return false;
}

/** A list of label names. */
export function readLabelNames(reader: ConfigReader, field: string, wildcard?: string): string[] {
  const names: string[] = [];
  for (const { text, node } of reader.texts(field)) {
    if (text === '' || (text === wildcard ? false : !CLASSIC_NAME.test(text)))
      reader.source.problem(node, `"${field}": expected a label name, got ${JSON.stringify(text)}`);
    else names.push(text);
  }
  return names;
}
