/** Which choices of the dashboard narrow a metric: those about the service, or those and the database. */
export type Scope = '@service' | '@database';

function joined(scope: Scope, matchers: string | undefined): string {
  return matchers === undefined ? scope : `${scope}, ${matchers}`;
}

/** How much a counter rises a second, summed by labels; over everything when there are none. */
export function sumOfRates(counter: string, scope: Scope, by = '', matchers?: string): string {
  const grouping = by === '' ? '' : ` by (${by})`;
  return `sum${grouping} (${rateOf(counter, scope, matchers)})`;
}

/** How much each series of a counter rises a second. */
export function rateOf(counter: string, scope: Scope, matchers?: string): string {
  return `rate(${counter}{${joined(scope, matchers)}}[$__rate_interval])`;
}

/** A quantile of a classic histogram, by labels. */
export function quantileOf(q: number, histogram: string, scope: Scope, by = ''): string {
  const grouping = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${q}, sum by (${grouping}) (${rateOf(`${histogram}_bucket`, scope)}))`;
}

/** A quantile over all series of a histogram that may be classic or native. */
export function quantileOfEither(q: number, histogram: string, scope: Scope): string {
  const native = `histogram_quantile(${q}, ${sumOfRates(histogram, scope)})`;
  return `${quantileOf(q, histogram, scope)} or ${native}`;
}

/** The series of a gauge. */
export function gaugeOf(gauge: string, scope: Scope, matchers?: string): string {
  return `${gauge}{${joined(scope, matchers)}}`;
}
