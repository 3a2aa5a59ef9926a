import type { PageData } from '../api/page-data.ts';
import { labelNames, labelValues, metadata } from '../api/queries.ts';
import type { CompletionContext } from './completion-context.ts';
import { ranked, type Suggestion } from './rank.ts';

const DURATIONS = ['1m', '5m', '10m', '15m', '30m', '1h', '6h', '1d', '7d'];
const KEYWORDS = [
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
  'bool',
  'and',
  'or',
  'unless',
];
const MAX_AGE_MILLIS = 60_000;

/** What may be put in at the cursor. */
export async function suggest(
  context: CompletionContext,
  page: PageData,
  signal: AbortSignal,
): Promise<readonly Suggestion[]> {
  if (context === undefined) return [];
  return ranked(await candidates(context, page, signal), context.prefix);
}

async function candidates(
  context: NonNullable<CompletionContext>,
  page: PageData,
  signal: AbortSignal,
): Promise<readonly Suggestion[]> {
  switch (context.kind) {
    case 'duration':
      return DURATIONS.map((text) => ({ text, kind: 'duration' }));
    case 'labelName': {
      const names = await labelNames(context.metric, signal);
      return names.filter((name) => name !== '__name__').map((text) => ({ text, kind: 'label' }));
    }
    case 'labelValue': {
      const values = await labelValues(context.label, context.metric, signal);
      return values.map((value) => ({ text: JSON.stringify(value).slice(1, -1), kind: 'value' }));
    }
    default:
      if (context.prefix === '') return [];
      return [...(await metrics()), ...words(page)];
  }
}

function words({ functions }: PageData): readonly Suggestion[] {
  return [
    ...functions.map(({ name, signature, doc }) => ({
      text: name,
      kind: 'function',
      doc: `${signature} – ${doc}`,
      suffix: '(',
    })),
    ...KEYWORDS.map((text) => ({ text, kind: 'keyword' })),
  ];
}

let known: { readonly at: number; readonly metrics: Promise<readonly Suggestion[]> } | undefined;

/** Names of metrics change rarely, and are asked for with every key. */
function metrics(): Promise<readonly Suggestion[]> {
  if (known === undefined || performance.now() - known.at > MAX_AGE_MILLIS) {
    known = { at: performance.now(), metrics: readMetrics() };
    known.metrics.catch(() => {
      known = undefined;
    });
  }
  return known.metrics;
}

async function readMetrics(): Promise<readonly Suggestion[]> {
  const [names, told] = await Promise.all([labelValues('__name__'), metadata()]);
  return names.map((text) => {
    const about = told[text]?.[0] ?? told[text.replace(/_(bucket|sum|count)$/, '')]?.[0];
    return { text, kind: about?.type ?? 'metric', ...(about && { doc: about.help }) };
  });
}
