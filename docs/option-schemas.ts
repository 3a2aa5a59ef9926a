import { optionsSchema } from '../packages/instrumentation/src/options-schema.ts';

/** A schema as far as its default, its limits and its parts are asked for. */
export interface SchemaParts {
  readonly shape?: Readonly<Record<string, SchemaParts>>;
  readonly def?: { readonly defaultValue?: unknown };
  readonly unwrap?: () => SchemaParts;
  readonly safeParse: (value: unknown) => { readonly success: boolean };
  readonly minValue?: number | null;
  readonly maxValue?: number | null;
}

/** The schema of an option, with its default around it; undefined when there is none. */
export function schemaAt(path: string): SchemaParts | undefined {
  let schema: SchemaParts | undefined = optionsSchema as unknown as SchemaParts;
  for (const name of path.split('.')) schema = unwrapped(schema)?.shape?.[name];
  return schema;
}

/** The schema within defaults and the like. */
export function unwrapped(schema: SchemaParts | undefined): SchemaParts | undefined {
  return schema?.unwrap === undefined ? schema : unwrapped(schema.unwrap());
}

/** The default of an option by its schema, where that is a text, a number or a boolean. */
export function schemaDefault(path: string): string | number | boolean | undefined {
  const value = schemaAt(path)?.def?.defaultValue;
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as string | number | boolean)
    : undefined;
}

/** Path of every option the schema checks. */
export function schemaPaths(
  schema = optionsSchema as unknown as SchemaParts,
  prefix = '',
): readonly string[] {
  const { shape } = unwrapped(schema)!;
  if (shape === undefined) return [prefix];
  const before = prefix === '' ? '' : `${prefix}.`;
  return Object.entries(shape).flatMap(([name, inner]) => schemaPaths(inner, `${before}${name}`));
}
