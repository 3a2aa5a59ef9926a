import { MemorySeriesSource } from '../src/index.ts';
import { conformanceEngine, runEval } from './run-command.ts';
import { parseScript } from './script.ts';
import { ScriptStorage } from './script-storage.ts';

/** One evaluation of a script. */
export interface CaseResult {
  readonly line: number;
  readonly query: string;
  /** Undefined when it passed. */
  readonly failure?: string;
}

/**
 * Runs a script in Prometheus' test language (`load`, `load_with_nhcb`, `clear`, `eval`).
 * @throws {Error} when the script cannot be read
 */
export async function runScript(text: string): Promise<CaseResult[]> {
  const engine = conformanceEngine();
  const storage = new ScriptStorage();
  const results: CaseResult[] = [];
  let source = new MemorySeriesSource([]);
  for (const command of parseScript(text)) {
    if (command.kind === 'eval') {
      const failure = await runEval(command, engine, source).catch((error: unknown) => String(error));
      results.push({ line: command.line, query: command.query, ...(failure !== undefined && { failure }) });
      continue;
    }
    if (command.kind === 'clear') storage.clear();
    else storage.load(command);
    source = new MemorySeriesSource(storage.all());
  }
  return results;
}
