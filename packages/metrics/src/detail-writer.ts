import type { DetailMetrics, DetailValue } from '@kotoba/core';
import { type DetailField, detailFields } from './detail-fields.ts';
import type { LabelsOf, MetricDefinition } from './metric-definition.ts';
import { readField } from './polled-field.ts';
import type { PolledInstruments, PolledTotal } from './polled-instruments.ts';

/** More kinds of unread details than this in one answer are left out. */
const MOST_UNREAD = 50;
const LONGEST_LABEL = 200;

/** Turns the details of one database into its series. */
export class DetailWriter {
  readonly #instruments: PolledInstruments;
  readonly #database: string;

  constructor(instruments: PolledInstruments, database: string) {
    this.#instruments = instruments;
    this.#database = database;
  }

  /** Sets every detail; what `detail` does not have is absent. */
  apply(detail: DetailMetrics | undefined, restarted: boolean): void {
    for (const [field, definition] of Object.entries(detailFields)) {
      const series = this.#series(detail, field as DetailField, definition);
      if (definition.kind === 'counter') this.#instruments.counter(definition, series, restarted);
      else this.#instruments.gauge(definition, series);
    }
  }

  #series(
    detail: DetailMetrics | undefined,
    field: DetailField,
    definition: MetricDefinition,
  ): PolledTotal<string>[] {
    try {
      const values: unknown = detail?.[field];
      if (values === undefined || values === null) return [];
      if (Array.isArray(values)) return values.map((value) => this.#one(definition, value as DetailValue));
    } catch {
      // Falls through: a getter of the answer threw.
    }
    this.#instruments.invalid(definition);
    return [];
  }

  #one(definition: MetricDefinition, [value, ...texts]: DetailValue): PolledTotal<string> {
    const labels: Record<string, string> = { database: this.#database };
    const names = definition.labels.filter((name) => name !== 'database');
    names.forEach((name, index) => {
      labels[name] = String(texts[index] ?? '').slice(0, LONGEST_LABEL);
    });
    const known = readField({ value: () => value }, undefined, () => this.#instruments.invalid(definition));
    return [known, labels as LabelsOf<string>];
  }
}

/** Names of what a database could not read, each once; empty for nonsense. */
export function unreadDetails(detail: DetailMetrics | undefined): readonly string[] {
  try {
    const unread: unknown = detail?.unread;
    if (!Array.isArray(unread)) return [];
    const names = unread.filter((name): name is string => typeof name === 'string' && name !== '');
    return [...new Set(names)].slice(0, MOST_UNREAD);
  } catch {
    return [];
  }
}
