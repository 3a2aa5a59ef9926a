import { KotobaError } from '@kotoba/core';
import type { AlertTemplateData, AlertTemplates } from '../evaluator/alert-templates.ts';
import type { ParsedTemplate } from './ast.ts';
import { executeTemplate, Interruption } from './execute.ts';
import { GoMap, GoStruct, type GoValue } from './go-value.ts';
import { parseTemplate } from './parser.ts';
import { isTemplateFunction, prometheusFunctions, sampleValue } from './prometheus-functions.ts';

const MOST_QUERIES = 100;
const MOST_PARSED = 5_000;
/** A query whose answer is not there yet. */
class QueryNeeded extends Interruption {
  readonly query: string;

  constructor(query: string) {
    super('a query must be answered first');
    this.query = query;
  }
}

/** The Go templates of alert rules, with Prometheus' functions and variables. */
class RuleTemplates implements AlertTemplates {
  readonly #parsed = new Map<string, ParsedTemplate>();

  check(text: string, name: string): void {
    this.#parse(text, name);
  }

  expand(text: string, name: string, data: AlertTemplateData): string | Promise<string> {
    if (!text.includes('{{')) return text;
    const template = this.#parse(text, name);
    const answers = new Map<string, GoValue>();
    try {
      return fill(template, data, answers);
    } catch (error) {
      if (!(error instanceof QueryNeeded)) throw error;
      return this.#expandWithQueries(template, data, answers, error.query);
    }
  }

  /** Asks what the template wants to know, and begins again with the answer. */
  async #expandWithQueries(
    template: ParsedTemplate,
    data: AlertTemplateData,
    answers: Map<string, GoValue>,
    firstQuery: string,
  ): Promise<string> {
    let query = firstQuery;
    while (answers.size < MOST_QUERIES) {
      const samples = await data.query(query);
      answers.set(
        query,
        samples.map(({ labels, value }) => sampleValue(labels, value)),
      );
      try {
        return fill(template, data, answers);
      } catch (error) {
        if (!(error instanceof QueryNeeded)) throw error;
        query = error.query;
      }
    }
    throw new KotobaError(
      'KOTOBA_ALERTING_INVALID_TEMPLATE',
      `a template asked more than ${MOST_QUERIES} queries`,
    );
  }

  #parse(text: string, name: string): ParsedTemplate {
    const key = `${name}\n${text}`;
    let template = this.#parsed.get(key);
    if (template === undefined) {
      template = parseTemplate(text, name, isTemplateFunction, VARIABLES);
      if (this.#parsed.size >= MOST_PARSED) this.#parsed.clear();
      this.#parsed.set(key, template);
    }
    return template;
  }
}

/** What a rule’s template can speak of from the start. */
const VARIABLES = ['$labels', '$externalLabels', '$externalURL', '$value'];

function fill(
  template: ParsedTemplate,
  data: AlertTemplateData,
  answers: ReadonlyMap<string, GoValue>,
): string {
  const { externalUrl, timeMillis } = data;
  const labels = GoMap.of(data.labels);
  const externalLabels = GoMap.of(data.externalLabels);
  const functions = prometheusFunctions({
    externalUrl,
    timeMillis,
    query: (query) => {
      const known = answers.get(query);
      if (known === undefined) throw new QueryNeeded(query);
      return known;
    },
  });
  return executeTemplate(template, {
    functions,
    data: new GoStruct(
      'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }',
      {
        Labels: labels,
        ExternalLabels: externalLabels,
        ExternalURL: externalUrl,
        Value: data.value,
      },
    ),
    variables: {
      $labels: labels,
      $externalLabels: externalLabels,
      $externalURL: externalUrl,
      $value: data.value,
    },
  });
}

/** Templates of rules: Go's text/template with Prometheus' functions. */
export const ruleTemplates: AlertTemplates = new RuleTemplates();
