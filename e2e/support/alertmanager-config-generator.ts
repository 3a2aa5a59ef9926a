/** A configuration as plain data; JSON of it is YAML. */
export type ConfigData = Record<string, unknown>;

const LABELS = ['a', 'b', 'severity', 'team'];
const VALUES = ['', '1', '2', 'db', 'web', 'x y', 'q"r', 'a,b', 'back\\slash', 'ümläut'];
const REGEXES = ['1|2', '.*', '.+', 'd.*', '[a-z]+', '', '(?i)DB', '^db$', 'x y|q"r', '\\d', '1|'];
const RECEIVERS = ['r0', 'r1', 'r2', 'r3'];

/** Makes configurations of Alertmanager that use what a routing tree can have, and ones with one mistake or oddity. */
export class AlertmanagerConfigGenerator {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A configuration that is right, with a routing tree of some depth. */
  config(): ConfigData {
    return {
      route: { receiver: 'r0', group_by: ['alertname'], routes: this.#routes(3) },
      receivers: RECEIVERS.map((name) => ({ name })),
    };
  }

  /** Labels of an alert, by name. */
  labels(): Record<string, string> {
    const chosen = LABELS.filter(() => this.#random() < 0.7);
    return Object.fromEntries(chosen.map((name) => [name, this.#one(VALUES)]).filter(([, value]) => value));
  }

  /** A configuration with one thing in it that may or may not be allowed; its description comes with it. */
  oddConfig(): { readonly oddity: string; readonly data: ConfigData } {
    const oddity = this.#one(ODDITIES);
    const data: ConfigData = {
      ...this.config(),
      global: { slack_api_url: 'http://slack.example/x', smtp_smarthost: 'mail:25', smtp_from: 'a@b' },
      time_intervals: [{ name: 't', time_intervals: [{ weekdays: ['monday:friday'] }] }],
    };
    const value = oddity.value ?? this.#one(oddity.values ?? []);
    return { oddity: `${oddity.at}: ${JSON.stringify(value)}`, data: put(data, oddity.at, value) };
  }

  #routes(depth: number): ConfigData[] {
    if (depth === 0) return [];
    return Array.from({ length: Math.floor(this.#random() * 4) }, () => this.#route(depth));
  }

  #route(depth: number): ConfigData {
    const route: ConfigData = { routes: this.#routes(depth - 1) };
    if (this.#random() < 0.8) route.receiver = this.#one(RECEIVERS);
    if (this.#random() < 0.4) route.continue = this.#random() < 0.8;
    if (this.#random() < 0.5) route.matchers = this.#some(() => this.#matcher());
    if (this.#random() < 0.3) route.match = { [this.#one(LABELS)]: this.#one(VALUES) };
    if (this.#random() < 0.3) route.match_re = { [this.#one(LABELS)]: this.#one(REGEXES) };
    return route;
  }

  #matcher(): string {
    const name = this.#one(LABELS);
    const operator = this.#one(['=', '!=', '=~', '!~']);
    const value = operator.endsWith('~') ? this.#one(REGEXES) : this.#one(VALUES);
    const isBare = /^[a-z0-9.|*+]*$/.test(value) && this.#random() < 0.5;
    const written = isBare ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    const matcher = `${name}${this.#one(['', ' '])}${operator}${this.#one(['', ' '])}${written}`;
    return this.#random() < 0.2 ? `{${matcher}, team!="never"}` : matcher;
  }

  #some<T>(make: () => T): T[] {
    return Array.from({ length: 1 + Math.floor(this.#random() * 2) }, make);
  }

  #one<T>(options: readonly T[]): T {
    return options[Math.floor(this.#random() * options.length)]!;
  }
}

interface Oddity {
  /** Where it is put: names and indices separated by points. */
  readonly at: string;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

const WEBHOOK = { url: 'http://x/y' };
const MATCHER_TEXTS = [
  'a=b',
  'a = "b"',
  'a',
  '=b',
  '{a=b',
  'a=b}',
  '{}',
  '',
  'a=b,',
  ',a=b',
  'a=b,,c=d',
  'a="b" c',
  'a="b',
  'a=b"c',
  'a=~"("',
  'a=~"[a-"',
  'a!~"x|y"',
  'a==b',
  'a!b',
  'a=b,c=~d,e!="f,g"',
  'a:b=c',
  'a="\\"',
  'a="\\d"',
  "a='b'",
  ' a=b ',
];
const DURATIONS = ['0s', '1s', '1h30m', '30m1h', '1', '0', '', 'soon', '-1s', '1.5h', '1w', '400y', 5];
const SWITCHES = [true, false, 'yes', 'off', 1, 'maybe', null, []];
/** Without what Alertmanager 0.25 takes by mistake: a month 0 or 13, a number of alerts that is not whole, a mail server without a name. */
const ODDITIES: readonly Oddity[] = [
  { at: 'route.routes.0.matchers', values: MATCHER_TEXTS.map((text) => [text]) },
  { at: 'route.routes.0.matchers', values: ['a=b', null, {}, [[]], [1]] },
  { at: 'inhibit_rules', values: MATCHER_TEXTS.map((text) => [{ source_matchers: [text] }]) },
  { at: 'route.group_wait', values: DURATIONS },
  { at: 'route.group_interval', values: DURATIONS },
  { at: 'route.repeat_interval', values: DURATIONS },
  { at: 'global.resolve_timeout', values: DURATIONS },
  { at: 'route.group_by', values: [['...'], ['...', 'a'], ['a', 'a'], ['1a'], [], [''], null, 'a', ['a-b']] },
  { at: 'route.continue', values: SWITCHES },
  { at: 'route.matchers', value: ['a=b'] },
  { at: 'route.match', value: { a: 'b' } },
  { at: 'route.match_re', value: { a: 'b' } },
  { at: 'route.mute_time_intervals', value: ['t'] },
  { at: 'route.active_time_intervals', value: ['t'] },
  { at: 'route.receiver', values: ['r1', 'nobody', '', null, 1] },
  { at: 'route.unknown', value: 1 },
  { at: 'route', values: [null, {}, [], 'r0'] },
  { at: 'route.routes.0', values: [{ receiver: 'nobody' }, {}, { receiver: '' }, null] },
  { at: 'route.routes.0.match', values: [{ '1a': 'b' }, { a: 1 }, { a: null }, [], { a: [] }] },
  { at: 'route.routes.0.match_re', values: [{ a: '(' }, { a: '' }, { 'a b': 'c' }] },
  { at: 'route.routes.0.mute_time_intervals', values: [['t'], ['never'], [], 't'] },
  { at: 'route.routes.0.active_time_intervals', values: [['t'], ['never', 't']] },
  { at: 'receivers', values: [null, [], {}, [{}], [{ name: 'r0' }]] },
  { at: 'receivers.1', values: [{ name: 'r0' }, {}, { name: '' }, { name: 'r1', what: [] }] },
  { at: 'receivers.1.webhook_configs', values: [[WEBHOOK], [{}], [], null, WEBHOOK, [{ url: 'x' }]] },
  {
    at: 'receivers.1.webhook_configs',
    values: ['ftp://x', 'http://', '', 'HTTP://x'].map((url) => [{ url }]),
  },
  { at: 'receivers.1.webhook_configs', values: SWITCHES.map((one) => [{ ...WEBHOOK, send_resolved: one }]) },
  {
    at: 'receivers.1.webhook_configs',
    values: [3, 0, -1, 'x'].map((max_alerts) => [{ ...WEBHOOK, max_alerts }]),
  },
  {
    at: 'receivers.1.webhook_configs',
    values: [
      { authorization: { credentials: 'x' } },
      { authorization: { type: 'basic', credentials: 'x' } },
      { authorization: { credentials: 'x', credentials_file: 'y' } },
      { basic_auth: { username: 'x', password: 'y' } },
      { basic_auth: { username: 'x', password: 'y', password_file: 'z' } },
      { basic_auth: { username: 'x' }, bearer_token: 'y' },
      { bearer_token: 'x', authorization: { credentials: 'y' } },
      { bearer_token: 'x' },
      { follow_redirects: 'no' },
      { colour: 'red' },
      {},
      null,
    ].map((http_config) => [{ ...WEBHOOK, http_config }]),
  },
  {
    at: 'receivers.1.slack_configs',
    values: [
      {},
      { api_url: 'http://x' },
      { api_url: '/x' },
      { channel: '#a', title: 't' },
      { chanel: 'x' },
    ].map((one) => [one]),
  },
  { at: 'receivers.1.slack_configs', values: [[{ api_url: 'http://x', api_url_file: 'y' }], [[]], 'x'] },
  {
    at: 'receivers.1.pagerduty_configs',
    values: [[{}], [{ routing_key: 'k' }], [{ routing_key: 'k', url: 'x' }]],
  },
  { at: 'receivers.1.pagerduty_configs', value: [{ routing_key: 'k', routing_key_file: 'f' }] },
  { at: 'receivers.1.email_configs', values: [[{}], [{ to: 'a@b' }], [{ to: 'a@b', require_tls: 'no' }]] },
  {
    at: 'receivers.1.email_configs',
    values: ['h', 'h:25', 'h:', '[::1]:25'].map((smarthost) => [{ to: 'a@b', smarthost }]),
  },
  {
    at: 'global',
    values: [
      null,
      {},
      [],
      'x',
      { slack_api_url: 'x' },
      { slack_api_url: 'http://a', slack_api_url_file: 'b' },
    ],
  },
  { at: 'global.smtp_smarthost', values: ['h', 'h:25', ''] },
  { at: 'global.pagerduty_url', values: ['http://x', 'x'] },
  {
    at: 'inhibit_rules',
    values: [null, [], {}, [{}], [{ equal: ['a', '1b'] }], [{ equal: 'a' }], [{ what: 1 }]],
  },
  {
    at: 'inhibit_rules',
    values: [[{ source_match: { a: 'b' }, target_match_re: { c: 'd|e' }, equal: ['x'] }]],
  },
  { at: 'inhibit_rules', values: [[{ target_match_re: { c: '(' } }], [{ source_match: { '-': 'b' } }]] },
  { at: 'mute_time_intervals', values: [[{ name: 't' }], [{ name: 'u' }], [{}], [{ name: '' }]] },
  { at: 'time_intervals.0.time_intervals', values: [null, [], [{}], {}, [{ hours: [] }], [null]] },
  {
    at: 'time_intervals.0.time_intervals.0',
    values: [
      { times: [{ start_time: '09:00', end_time: '17:00' }] },
      { times: [{ start_time: '17:00', end_time: '09:00' }] },
      { times: [{ start_time: '9:00', end_time: '17:00' }] },
      { times: [{ start_time: '00:00', end_time: '24:00' }] },
      { times: [{ start_time: '00:00', end_time: '24:01' }] },
      { times: [{ start_time: '09:00' }] },
      { times: [{ end_time: '09:00' }] },
      { times: [{}] },
      { location: 'Europe/Berlin' },
      { location: 'Nowhere/City' },
      { location: '' },
    ],
  },
  {
    at: 'time_intervals.0.time_intervals.0.weekdays',
    values: ['monday', 'Friday:sunday', 'sunday:friday', 'mon', '1', '1:3', 'monday:tuesday:friday', ''].map(
      (one) => [one],
    ),
  },
  {
    at: 'time_intervals.0.time_intervals.0.days_of_month',
    values: [
      '1',
      '1:5',
      '5:1',
      '-1',
      '-3:-1',
      '-1:-3',
      '1:-1',
      '-5:3',
      '0',
      '32',
      '-32',
      '31:-1',
      '29:-1',
      'x',
    ].map((one) => [one]),
  },
  {
    at: 'time_intervals.0.time_intervals.0.months',
    values: ['1', 'january', 'march:may', '3:5', 'may:march', 'jan', '1:january', 'JUNE'].map((one) => [one]),
  },
  {
    at: 'time_intervals.0.time_intervals.0.years',
    values: [['2026'], ['2026:2028'], ['2028:2026'], ['x'], [2026]],
  },
  { at: 'unknown', value: 1 },
  { at: 'receivers.1.name', values: ['other', 'r0', 7] },
];

/** The data with a value put in its place; what is not there yet on the way is made. */
function put(data: ConfigData, at: string, value: unknown): ConfigData {
  const copy = structuredClone(data);
  const names = at.split('.');
  const last = names.pop()!;
  let here: Record<string, unknown> = copy;
  for (const name of names) {
    here[name] ??= {};
    here = here[name] as Record<string, unknown>;
  }
  here[last] = value;
  return copy;
}
