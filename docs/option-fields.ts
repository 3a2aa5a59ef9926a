import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One field of an interface of options, as its source has it. */
export interface OptionField {
  /** Path from the top, such as `prometheus.port`. */
  readonly path: string;
  /** TypeScript type, without `undefined`. */
  readonly type: string;
  /** What the doc comment says, but for its default. */
  readonly text: string;
  /** What the doc comment says the default is; undefined when it does not. */
  readonly said: string | undefined;
  /** Fields of the interface that is its type; empty for a value. */
  readonly fields: readonly OptionField[];
}

const SOURCES = [
  'instrumentation/src/options.ts',
  'instrumentation/src/access-options.ts',
  'instrumentation/src/alerting-options.ts',
  'instrumentation/src/history-options.ts',
  'health/src/options.ts',
];

interface InterfaceSource {
  readonly parent: string | undefined;
  readonly body: string;
}

/** Every field of `MonitoringOptions`, in the order of the source. */
export function optionFields(): readonly OptionField[] {
  const interfaces = new Map<string, InterfaceSource>();
  for (const file of SOURCES) {
    const source = readFileSync(join(import.meta.dirname, '../packages', file), 'utf8');
    const found = source.matchAll(/^export interface (\w+)(?: extends (\w+))? \{\n(.*?)^\}/gms);
    for (const [, name, parent, body] of found) interfaces.set(name!, { parent, body: body! });
  }
  return fieldsOf('MonitoringOptions', '', interfaces);
}

function fieldsOf(
  name: string,
  prefix: string,
  interfaces: ReadonlyMap<string, InterfaceSource>,
): readonly OptionField[] {
  const known = interfaces.get(name);
  if (known === undefined) return [];
  const own = [
    ...known.body.matchAll(/^ {2}(?:\/\*\*(.*?)\*\/\n {2})?(?:readonly )?(\w+)(\?)?: ([^;]+);/gms),
  ].map(([, comment = '', field, optional, declared]): OptionField => {
    const path = `${prefix}${field}`;
    const type = declared!
      .replace(/\s+/g, ' ')
      .replace(/ \| undefined$/, '')
      .replace(/^\((.*)\)$/, '$1');
    const sentences = comment
      .replace(/\n\s*\*/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const [, text = sentences, said] = /^(.*?) ?Default:? (.*)\.$/.exec(sentences) ?? [];
    const required = optional === undefined ? 'none, must be given' : undefined;
    return { path, type, text, said: said ?? required, fields: fieldsOf(type, `${path}.`, interfaces) };
  });
  return known.parent === undefined ? own : [...own, ...fieldsOf(known.parent, prefix, interfaces)];
}
