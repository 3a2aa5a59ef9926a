/** Where the runbooks of the built-in rules are, seen from the repository. */
export const RUNBOOKS = 'docs/runbooks.md';

/** Where an alert's runbook begins. */
export function runbookUrl(alertname: string): string {
  return `${RUNBOOKS}#${alertname.toLowerCase()}`;
}
