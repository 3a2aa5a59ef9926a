import type { AnnotationSink } from '../functions/function-definition.ts';
import type { PositionRange } from '../syntax/ast.ts';
import { formatPosition } from '../syntax/format-position.ts';

/** The warnings and infos of one query; equal texts count once, where they were said last. */
export class Annotations implements AnnotationSink {
  readonly #query: string;
  readonly #warnings = new Map<string, PositionRange>();
  readonly #infos = new Map<string, PositionRange>();

  constructor(query: string) {
    this.#query = query;
  }

  warning(text: string, position: PositionRange): void {
    this.#warnings.set(`PromQL warning: ${text}`, position);
  }

  info(text: string, position: PositionRange): void {
    this.#infos.set(`PromQL info: ${text}`, position);
  }

  get warnings(): readonly string[] {
    return this.#withPositions(this.#warnings);
  }

  get infos(): readonly string[] {
    return this.#withPositions(this.#infos);
  }

  #withPositions(texts: ReadonlyMap<string, PositionRange>): string[] {
    return Array.from(texts, ([text, position]) => `${text} (${formatPosition(this.#query, position)})`);
  }
}
