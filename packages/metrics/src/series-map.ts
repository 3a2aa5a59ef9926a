import type { Attributes } from '@opentelemetry/api';
import { OVERFLOW_ATTRIBUTE } from './catalog.ts';

/** The attributes of every overflow series. */
export const OVERFLOW_ATTRIBUTES: Attributes = { [OVERFLOW_ATTRIBUTE]: true };

const OVERFLOW_KEY = '\u0000overflow';

/**
 * The series of one metric by key, bounded: the last place is kept for the overflow series, which takes every
 * label set that comes after the others are full. Source: OpenTelemetry metrics SDK, cardinality limits.
 */
export class SeriesMap<Cell> {
  readonly #cells = new Map<string, Cell>();
  readonly #limit: number;
  readonly #create: (attributes: Attributes) => Cell;
  readonly #onOverflow: () => void;

  /**
   * @param limit series at most, the overflow series included
   * @param onOverflow told of every measurement that goes to the overflow series
   */
  constructor(limit: number, create: (attributes: Attributes) => Cell, onOverflow: () => void) {
    this.#limit = Math.max(1, limit);
    this.#create = create;
    this.#onOverflow = onOverflow;
  }

  /** The series of `key`, made from `attributes()` when it is new and there is room. */
  get(key: string, attributes: () => Attributes): Cell {
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    if (this.#cells.size < this.#limit - 1) return this.#add(key, attributes());
    this.#onOverflow();
    return this.#cells.get(OVERFLOW_KEY) ?? this.#add(OVERFLOW_KEY, OVERFLOW_ATTRIBUTES);
  }

  delete(key: string): void {
    this.#cells.delete(key);
  }

  values(): Iterable<Cell> {
    return this.#cells.values();
  }

  #add(key: string, attributes: Attributes): Cell {
    const cell = this.#create(attributes);
    this.#cells.set(key, cell);
    return cell;
  }
}
