/** Instants to evaluate at that lie 7 s after a multiple of 15 s, as unix seconds. */
export interface GeneratorTimes {
  readonly first: number;
  readonly last: number;
}

/** Of counters that are large beside what they grow by: near zero 3.x extrapolates otherwise than 2.42. */
const COUNTER_FUNCTIONS = ['rate', 'increase'] as const;
const COUNTERS = ['requests_total', 'requests_total{job="api"}', 'latency_bucket{job="db"}'] as const;
const RANGE_FUNCTIONS = [
  'irate',
  'delta',
  'idelta',
  'deriv',
  'changes',
  'resets',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'sum_over_time',
  'count_over_time',
  'last_over_time',
  'present_over_time',
  'stddev_over_time',
  'stdvar_over_time',
  'absent_over_time',
] as const;
const VECTOR_FUNCTIONS = [
  'abs',
  'ceil',
  'floor',
  'exp',
  'sqrt',
  'ln',
  'log2',
  'log10',
  'sgn',
  'round',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'deg',
  'rad',
  'sort',
  'sort_desc',
  'absent',
] as const;
/** Of plain selectors: what the clock makes of a number that is none differs from machine to machine. */
const DATE_FUNCTIONS = [
  'minute',
  'hour',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'days_in_month',
  'month',
  'year',
] as const;
/** Without `%`, which makes much of the last digit, and `atan2`, which keeps the metric's name in 2.42. */
const ARITHMETIC = ['+', '-', '*', '/', '^'] as const;
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;
const SELECTORS = [
  'requests_total',
  'requests_total{job="api"}',
  'requests_total{job=~"api|db",code!="500"}',
  'requests_total{instance!~"a|b"}',
  'temperature',
  'temperature{room="north"}',
  'limits',
  'limits{job!="web"}',
  'odd',
  'odd{kind="inf"}',
  '{__name__=~"temperature|limits"}',
  'latency_bucket{job="db"}',
  'none',
] as const;
const GROUPINGS = [
  '',
  ' by (job)',
  ' by (instance)',
  ' by (job, code)',
  ' without (instance)',
  ' by ()',
] as const;

/**
 * Writes PromQL to which Prometheus 2.42 and 3.x give the same answer; the same expressions for the same numbers. What is
 * avoided is said where it is: subqueries in subqueries, whose steps lie on the edges of windows; `@` with
 * `predict_linear` and modifiers in `timestamp`, which lose points in 2.42; ranks of equal values, which have no order; deviations of values that are
 * no numbers, which 2.42 takes for 0.
 */
export class PromqlGenerator {
  readonly #random: () => number;
  readonly #times: GeneratorTimes;
  #inSubquery = false;

  constructor(random: () => number, times: GeneratorTimes) {
    this.#random = random;
    this.#times = times;
  }

  /** An instant of the kind that avoids the edges of windows. */
  instant(): number {
    const { first, last } = this.#times;
    return first + 15 * Math.floor((this.#random() * (last - first)) / 15);
  }

  /** An expression that gives an instant vector. */
  vector(depth = 3): string {
    if (depth === 0) return this.#selector();
    const forms = [
      () => this.#selector(),
      () => this.#rangeCall(depth),
      () => this.#rangeCall(depth),
      () => this.#vectorCall(depth),
      () => this.#aggregation(depth),
      () => this.#aggregation(depth),
      () => this.#withScalar(depth),
      () => this.#ofSelector(),
      () => this.#matched(depth),
      () => this.#matched(depth),
      () => this.#labels(depth),
      () => `-(${this.vector(depth - 1)})`,
    ];
    return this.#one(forms)();
  }

  #one<T>(options: readonly T[]): T {
    return options[Math.floor(this.#random() * options.length)]!;
  }

  #selector(): string {
    return this.#one(SELECTORS) + this.#modifiers();
  }

  #modifiers(): string {
    const offset = this.#one(['', '', '', ' offset 1m', ' offset 10m', ' offset -2m']);
    return offset + this.#one(['', '', '', '', ` @ ${this.instant()}`, ' @ start()', ' @ end()']);
  }

  #range(depth: number): string {
    if (this.#inSubquery || this.#random() < 0.7) return this.#plainRange(SELECTORS) + this.#modifiers();
    this.#inSubquery = true;
    const inner = this.vector(depth - 1);
    this.#inSubquery = false;
    return `(${inner})[${this.#one(['5m:30s', '10m:1m', '4m:15s', '20m:'])}]${this.#modifiers()}`;
  }

  #plainRange(selectors: readonly string[]): string {
    return `${this.#one(selectors)}[${this.#one(['1m', '5m', '10m', '45s', '17m'])}]`;
  }

  #rangeCall(depth: number): string {
    const forms = [
      () => `quantile_over_time(${this.#one(['0.5', '0.9', '0', '1', '-1', '2'])}, ${this.#range(depth)})`,
      () => `predict_linear(${this.#plainRange(SELECTORS)}, ${this.#one(['60', '-30', '3600'])})`,
      () => `${this.#one(COUNTER_FUNCTIONS)}(${this.#plainRange(COUNTERS)}${this.#modifiers()})`,
      () => `${this.#one(COUNTER_FUNCTIONS)}(${this.#plainRange(COUNTERS)}${this.#modifiers()})`,
    ];
    return this.#random() < 0.3 ? this.#one(forms)() : `${this.#one(RANGE_FUNCTIONS)}(${this.#range(depth)})`;
  }

  #vectorCall(depth: number): string {
    const inner = this.vector(depth - 1);
    const forms = [
      () => `clamp(${inner}, -3, 1000)`,
      () => `clamp_min(${inner}, 2)`,
      () => `clamp_max(${inner}, 2)`,
      () => `round(${inner}, 0.25)`,
      () => `vector(scalar(${inner}))`,
    ];
    return this.#random() < 0.25 ? this.#one(forms)() : `${this.#one(VECTOR_FUNCTIONS)}(${inner})`;
  }

  #aggregation(depth: number): string {
    const inner = this.vector(depth - 1);
    const grouping = this.#one(GROUPINGS);
    const forms = [
      ...['sum', 'avg', 'min', 'max', 'count', 'group', 'sum', 'avg'].map(
        (name) => `${name}${grouping}(${inner})`,
      ),
      `quantile${grouping}(${this.#one(['0.25', '0.5', '1.5'])}, ${inner})`,
    ];
    return this.#one(forms);
  }

  #ofSelector(): string {
    const numbers = this.#one(['temperature', ...COUNTERS]) + this.#modifiers();
    const grouping = this.#one(GROUPINGS);
    return this.#one([
      `${this.#one(['stddev', 'stdvar'])}${grouping}(${numbers})`,
      `topk${grouping}(2, temperature)`,
      `bottomk${grouping}(1, temperature${this.#modifiers()})`,
      `count_values${grouping}("v", ${this.#one(SELECTORS)})`,
      `count_values${grouping}("v", resets(requests_total[10m]))`,
      `${this.#one(DATE_FUNCTIONS)}(${numbers} * 1e4)`,
      `${this.#one(DATE_FUNCTIONS)}()`,
      `timestamp(${this.#one(SELECTORS)})`,
      `requests_total % on (job) group_left limits`,
    ]);
  }

  #withScalar(depth: number): string {
    const inner = this.vector(depth - 1);
    const scalar = this.#one(['2', '0.5', '-3', '0', '1e3', 'time()', `scalar(limits{job="api"})`]);
    const operator =
      this.#random() < 0.6 ? this.#one(ARITHMETIC) : this.#one(COMPARISONS) + this.#one(['', ' bool']);
    return this.#random() < 0.5 ? `(${inner}) ${operator} ${scalar}` : `${scalar} ${operator} (${inner})`;
  }

  #matched(depth: number): string {
    const operator = this.#one([...ARITHMETIC, ...COMPARISONS]);
    const [left, right] = [this.vector(depth - 1), this.vector(depth - 1)];
    const [short, long] = [this.#rangeOf('requests_total'), this.#rangeOf('requests_total')];
    const bool = operator === '==' || operator === '>' ? this.#one(['', ' bool']) : '';
    return this.#one([
      `sum by (job) (${left}) ${operator}${bool} avg by (job) (${right})`,
      `sum by (job) (${left}) atan2 avg by (job) (${right})`,
      `${short} ${operator}${bool} ${long}`,
      `${short} ${operator} on (job) group_left limits`,
      `limits ${operator} on (job) group_right ${long}`,
      `max by (instance) (${left}) ${operator} ignoring (room) group_right temperature{room="north"}`,
      `${left} ${this.#one(['and', 'or', 'unless'])} ${this.#one(['', 'on (job) ', 'ignoring (code) '])}${right}`,
      `(${left}) ${operator} (${right})`,
    ]);
  }

  #rangeOf(metric: string): string {
    return `${this.#one(['rate', 'delta', 'sum_over_time'])}(${metric}[${this.#one(['2m', '6m'])}])`;
  }

  #labels(depth: number): string {
    const inner = this.vector(depth - 1);
    return this.#one([
      `label_replace(${inner}, "first", "$1-x", "instance", "(.).*")`,
      `label_replace(${inner}, "job", "", "job", "api")`,
      `label_join(${inner}, "joined", "/", "job", "instance")`,
    ]);
  }
}
