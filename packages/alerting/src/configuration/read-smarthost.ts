import type { ConfigReader } from './config-reader.ts';

const SMARTHOST = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/;

/** A mail server. */
export interface Smarthost {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`. */
export function readSmarthost(reader: ConfigReader, name: string): Smarthost | undefined {
  const text = reader.text(name);
  if (text === undefined) return undefined;
  const match = SMARTHOST.exec(text);
  if (match !== null) return { host: (match[1] ?? match[2])!, port: Number(match[3]) };
  reader.problem(name, `expected "${name}" as host:port`);
  return undefined;
}
