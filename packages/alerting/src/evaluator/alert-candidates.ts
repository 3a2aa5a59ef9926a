import { errorMessage, Labels, METRIC_NAME } from '@kotoba/core';
import type { InstantSample } from '@kotoba/promql';
import { REASON_LABEL } from '../rules/alert-policies.ts';
import type { AlertingRule } from '../rules/rule-group.ts';
import type { AlertCandidate, MissingReason } from './alert-instance.ts';
import type { AlertTemplateData, AlertTemplates } from './alert-templates.ts';
import { type Breathe, inTurns } from './in-turns.ts';

/** What the templates of one evaluation share. */
export type TemplateContext = Omit<AlertTemplateData, 'labels' | 'value'>;

/** Turns what a rule's query gave into alerts, its templates filled in. */
export class AlertCandidates {
  readonly #rule: AlertingRule;
  readonly #templates: AlertTemplates;
  readonly #labels: readonly (readonly [string, string])[];
  readonly #annotations: readonly (readonly [string, string])[];

  constructor(rule: AlertingRule, templates: AlertTemplates) {
    this.#rule = rule;
    this.#templates = templates;
    this.#labels = Object.entries(rule.labels);
    this.#annotations = Object.entries(rule.annotations);
  }

  async of(
    samples: readonly InstantSample[],
    context: TemplateContext,
    breathe: Breathe,
  ): Promise<AlertCandidate[]> {
    const candidates: AlertCandidate[] = [];
    await inTurns(samples, breathe, async ({ labels, value }) => {
      candidates.push(await this.#candidate(labels, value, context));
    });
    return candidates;
  }

  /** The alert about a result that is missing. */
  async aboutMissing(
    reason: MissingReason,
    description: string,
    context: TemplateContext,
  ): Promise<AlertCandidate> {
    const candidate = await this.#candidate(Labels.EMPTY, Number.NaN, context);
    return {
      ...candidate,
      reason,
      labels: candidate.labels.with(REASON_LABEL, reason),
      annotations: { ...candidate.annotations, description },
    };
  }

  async #candidate(sampleLabels: Labels, value: number, context: TemplateContext): Promise<AlertCandidate> {
    const record = sampleLabels.toRecord();
    const data = { ...context, labels: record, value };
    // Entries, since assigning to a label named `__proto__` would lose it.
    const labels: [string, string][] = [...Object.entries(record), [METRIC_NAME, '']];
    for (const [name, text] of this.#labels) labels.push([name, await this.#expand(text, data)]);
    labels.push(['alertname', this.#rule.name]);
    const annotations: [string, string][] = [];
    for (const [name, text] of this.#annotations) annotations.push([name, await this.#expand(text, data)]);
    return {
      labels: Labels.from(Object.fromEntries(labels)),
      sampleLabels,
      annotations: Object.fromEntries(annotations),
      value,
    };
  }

  /** A template that fails tells so in place of its text: better an ugly alert than none. Source: Prometheus. */
  async #expand(text: string, data: AlertTemplateData): Promise<string> {
    if (!text.includes('{{')) return text;
    try {
      return await this.#templates.expand(text, `__alert_${this.#rule.name}`, data);
    } catch (error) {
      return `<error expanding template: ${errorMessage(error)}>`;
    }
  }
}
