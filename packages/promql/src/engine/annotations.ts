import type { AnnotationSink } from '../functions/function-definition.ts';
import type { PositionRange } from '../syntax/ast.ts';
import { formatPosition } from '../syntax/format-position.ts';

/** The warnings and infos of one query; equal texts count once. */
export class Annotations implements AnnotationSink {
  readonly #query: string;
  readonly #warnings = new Set<string>();
  readonly #infos = new Set<string>();

  constructor(query: string) {
    this.#query = query;
  }

  warning(text: string, position: PositionRange): void {
    this.#warnings.add(`PromQL warning: ${text} (${formatPosition(this.#query, position)})`);
  }

  info(text: string, position: PositionRange): void {
    this.#infos.add(`PromQL info: ${text} (${formatPosition(this.#query, position)})`);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  get infos(): readonly string[] {
    return [...this.#infos];
  }
}
