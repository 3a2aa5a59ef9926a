import { PromqlError } from '../errors.ts';
import type { PositionRange } from './ast.ts';
import { formatPosition } from './format-position.ts';

/** Text that is not valid PromQL, with where it stopped being so. Code: PROMQL_PARSE_ERROR. */
export class ParseError extends PromqlError {
  /** Where, in UTF-16 code units. */
  readonly position: PositionRange;
  /** The message without its position. */
  readonly reason: string;

  constructor(query: string, position: PositionRange, reason: string) {
    super('PROMQL_PARSE_ERROR', `${formatPosition(query, position)}: parse error: ${reason}`);
    this.name = 'ParseError';
    this.position = position;
    this.reason = reason;
  }
}
