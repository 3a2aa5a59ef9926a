import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a suite has started, ended in reverse order by `run` even when one of the steps fails. */
export class Cleanup {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** A directory of the suite's own, removed at the end. */
  tempDir(): string {
    const directory = mkdtempSync(join(tmpdir(), 'kotoba-e2e-'));
    this.add(() => rmSync(directory, { recursive: true, force: true }));
    return directory;
  }

  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `could not clean up: ${errors.join('; ')}`);
  }
}
