import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigReader } from './config-reader.ts';

/** Reads a file that holds a secret. */
export type ReadSecretFile = (path: string) => string;

/** Reads files relative to the folder of the configuration. */
export function secretFilesBeside(directory: string): ReadSecretFile {
  return (path) => readFileSync(resolve(directory, path), 'utf8');
}

/**
 * A secret that stands in the field, or in the file that `<name>_file` names, without white space around it. Its value
 * never reaches a message.
 */
export function readSecret(reader: ConfigReader, name: string, readFile: ReadSecretFile): string | undefined {
  const fileField = `${name}_file`;
  const inline = reader.text(name);
  const path = reader.text(fileField);
  if (path === undefined) return inline;
  if (inline !== undefined) {
    reader.problem(fileField, `expected at most one of "${name}" and "${fileField}"`);
    return inline;
  }
  try {
    const secret = readFile(path).trim();
    if (secret !== '') return secret;
    reader.problem(fileField, `expected a secret in the file of "${fileField}", which is empty`);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const reason = typeof code === 'string' ? code : 'it could not be read';
    reader.problem(fileField, `the file of "${fileField}" cannot be read (${reason})`);
  }
  // Something that stands for the secret, so that its absence is not reported too.
  return 'http://unreadable.invalid';
}

/** An http or https address, which is treated as a secret. */
export function checkUrl(reader: ConfigReader, name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (/^https?:\/\/[^/]/i.test(text) && url !== undefined && url.hostname !== '') return text;
  const field = reader.has(name) ? name : `${name}_file`;
  reader.problem(field, `expected "${name}" as an http or https address (its value is not shown)`);
  return text;
}
