import { parseQuery, printExpression } from '@kotoba/promql';
import type { AlertingRule } from '../rules/rule-group.ts';
import { dataQuery, withThreshold } from '../rules/rule-queries.ts';
import { activeOf } from './advance-alerts.ts';
import type { AlertInstance, AlertRuleState, HoldReason } from './alert-instance.ts';
import { inTurns } from './in-turns.ts';
import { LabelCover } from './label-cover.ts';
import type { RuleContext } from './rule-runner.ts';

/** The label sets an instant query gives at the time of the evaluation. */
type CoverOf = (query: string) => Promise<LabelCover>;

/** What further queries say about a rule's alerts. */
export interface Holding {
  /** Alerts that are not to end, by the key of their labels. */
  readonly held: ReadonlyMap<string, HoldReason>;
  /** There is no series for the rule to judge; told only of rules that ask for it. */
  readonly hasNoData: boolean;
}

/** Decides, beyond the rule's query, which alerts go on: hysteresis and missing data. */
export class HeldAlerts {
  readonly #rule: AlertingRule;
  readonly #dataQuery: string;
  readonly #lowerQuery: string | undefined;
  /** The query is about series that are there whatever it says of them: they can be told from those that are gone. */
  readonly #judgesSeries: boolean;

  constructor(rule: AlertingRule) {
    this.#rule = rule;
    this.#dataQuery = dataQuery(rule.query);
    this.#judgesSeries = this.#dataQuery !== printExpression(parseQuery(rule.query));
    this.#lowerQuery =
      rule.resolveThreshold === undefined ? undefined : withThreshold(rule.query, rule.resolveThreshold);
  }

  /** @param found the keys of the labels of the alerts the query gives */
  async of(
    state: AlertRuleState,
    found: ReadonlySet<string>,
    { ask, breathe }: Pick<RuleContext, 'ask' | 'breathe'>,
  ): Promise<Holding> {
    const cover: CoverOf = async (query) => LabelCover.of(await ask(query), breathe);
    const keepsMissing = (this.#rule.noData ?? 'ok') !== 'ok';
    const missing = activeOf(state).filter(
      ({ labels, reason }) => reason === undefined && !found.has(labels.key),
    );
    const asksForData = keepsMissing
      ? found.size === 0 || missing.length > 0
      : this.#rule.resolveWhen !== undefined && missing.length > 0 && this.#judgesSeries;
    const data = asksForData ? await cover(this.#dataQuery) : undefined;
    const held = new Map<string, HoldReason>();
    const isOver = missing.length > 0 ? await this.#endings(cover) : undefined;
    await inTurns(missing, breathe, (alert) => {
      const isGone = data !== undefined && !data.hasAllOf(alert.sampleLabels);
      if (isGone && keepsMissing) held.set(alert.labels.key, 'no_data');
      if (!isGone && isOver?.(alert) === false) held.set(alert.labels.key, 'resolve_when');
    });
    return { held, hasNoData: keepsMissing && data?.isEmpty === true };
  }

  /** Says of an alert whether the rule's second condition lets it end; undefined where there is none. */
  async #endings(cover: CoverOf): Promise<((alert: AlertInstance) => boolean) | undefined> {
    const { resolveWhen } = this.#rule;
    if (this.#lowerQuery !== undefined) {
      const lower = await cover(this.#lowerQuery);
      return ({ sampleLabels }) => !lower.hasAllOf(sampleLabels);
    }
    if (resolveWhen === undefined) return undefined;
    const ends = await cover(resolveWhen);
    return ({ sampleLabels }) => ends.hasPartOf(sampleLabels);
  }
}
