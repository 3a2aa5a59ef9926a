import type { PositionRange } from './ast.ts';

const encoder = new TextEncoder();

/**
 * Where a position starts, as `line:column`, both from 1, columns counted in bytes of UTF-8 as Prometheus does; in an empty query
 * there is no place to name.
 */
export function formatPosition(query: string, position: PositionRange): string {
  if (query === '') return 'unknown position';
  const start = Math.min(Math.max(position.start, 0), query.length);
  let line = 1;
  let lineStart = 0;
  for (
    let newline = query.indexOf('\n');
    newline >= 0 && newline < start;
    newline = query.indexOf('\n', newline + 1)
  ) {
    line++;
    lineStart = newline + 1;
  }
  return `${line}:${encoder.encode(query.slice(lineStart, start)).length + 1}`;
}
