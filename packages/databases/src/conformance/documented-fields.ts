import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How an adapter comes by a field: asked of the database, known to the wrapper, or not at all. */
export type FieldOrigin = 'read' | 'measured' | 'absent';

const PAGE = join(import.meta.dirname, '../../../../docs/databases.md');
const ROW = /^\| `(\w+)` \|(.*)\|$/;

/**
 * The column of one adapter in the field table of `docs/databases.md`. A cell starts with the origin; what
 * follows is for people.
 */
export function documentedFields(adapter: string): ReadonlyMap<string, FieldOrigin> {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  const top = lines.findIndex((line) => line.startsWith('| field |'));
  const column = lines[top]?.split('|').findIndex((cell) => cell.trim() === adapter) ?? -1;
  if (column < 0) throw new Error(`expected a column ${adapter} in the field table of docs/databases.md`);
  const fields = new Map<string, FieldOrigin>();
  for (const line of lines.slice(top + 2)) {
    if (!ROW.test(line)) break;
    const cells = line.split('|').map((cell) => cell.trim());
    fields.set(cells[1]!.slice(1, -1), originOf(cells[column]!));
  }
  return fields;
}

function originOf(cell: string): FieldOrigin {
  const origin = /^(read|measured|absent)\b/.exec(cell)?.[1];
  if (origin === undefined) throw new Error(`expected read, measured or absent, got ${JSON.stringify(cell)}`);
  return origin as FieldOrigin;
}
