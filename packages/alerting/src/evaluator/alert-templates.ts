import type { InstantSample } from '@kotoba/promql';

/** What a template of a rule may speak of. */
export interface AlertTemplateData {
  /** `$labels`: of the sample, its name included. */
  readonly labels: Readonly<Record<string, string>>;
  /** `$value`. */
  readonly value: number;
  /** `$externalLabels`. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** `$externalURL`. */
  readonly externalUrl: string;
  /** The time of the evaluation, in milliseconds since the epoch. */
  readonly timeMillis: number;
  /** The function `query`: an instant query at the time of the evaluation. */
  query(query: string): Promise<readonly InstantSample[]>;
}

/** Reads and fills in the Go templates of rules. */
export interface AlertTemplates {
  /** @throws {KotobaError} with `line` and `column` when the text is no template */
  check(text: string, name: string): unknown;
  /** @throws {KotobaError} when the template cannot be filled in */
  expand(text: string, name: string, data: AlertTemplateData): string | Promise<string>;
}
