import type { ConfigReader } from './config-reader.ts';

/**
 * A text that stands for itself. Go templates are refused, save those Alertmanager itself uses when nothing is given,
 * which are answered as undefined.
 */
export function readLiteral(
  reader: ConfigReader,
  name: string,
  defaults: readonly string[] = [],
): string | undefined {
  const text = reader.text(name);
  if (text === undefined || defaults.includes(text.trim())) return undefined;
  if (text.includes('{{'))
    reader.problem(
      name,
      `"${name}": templates are not supported here; give a fixed text, or a channel of your own in code`,
    );
  return text;
}
