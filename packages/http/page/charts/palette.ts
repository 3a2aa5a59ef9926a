/** Colours that differ for people who see few, on light and on dark. */
const COLOURS = [
  '#3b82f6',
  '#f59e0b',
  '#10b981',
  '#ef4444',
  '#a78bfa',
  '#14b8a6',
  '#ec4899',
  '#84cc16',
  '#f97316',
  '#06b6d4',
  '#94a3b8',
  '#eab308',
];

/** The colour of the series at a place. */
export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

/** The colour of how bad something is. */
export const LEVEL_COLOURS = {
  ok: '#10b981',
  warning: '#f59e0b',
  critical: '#ef4444',
  unknown: '#94a3b8',
} as const;

/** How bad something is. */
export type Level = keyof typeof LEVEL_COLOURS;
