/** Counts what held and what did not, and says so as it goes. */
export class Checks {
  passed = 0;
  failed = 0;

  /** Notes one check; `problems` says what is wrong, empty when all is well. */
  note(what: string, problems: readonly string[]): void {
    if (problems.length === 0) {
      this.passed++;
      console.log(`ok      ${what}`);
      return;
    }
    this.failed++;
    console.log(`FAILED  ${what}`);
    for (const problem of problems) console.log(`          ${problem.replaceAll('\n', '\n          ')}`);
  }

  /** Runs one check; what it throws is its problem. */
  run(what: string, check: () => void): void {
    try {
      check();
      this.note(what, []);
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      this.note(
        what,
        [String(error), stdout ?? '', stderr ?? ''].filter((text) => text !== ''),
      );
    }
  }
}
