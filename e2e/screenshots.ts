import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, startChromium } from './support/chromium.ts';
import { Cleanup } from './support/cleanup.ts';
import { ROOT, startSource } from './support/start-source.ts';

/** Takes the pictures of the documentation from a running service, in both themes: `npm run screenshots`. */
const VIEWS = {
  overview: '?from=now-5m',
  dashboard: 'boards/database-performance?from=now-5m',
  explore: `explore?from=now-5m&expr=${encodeURIComponent('sum by (operation) (rate(kotoba_db_queries_total[1m]))')}`,
};
const SECONDS_OF_LOAD = 150;

const directory = join(ROOT, 'docs', 'images');
mkdirSync(directory, { recursive: true });
const cleanup = new Cleanup();
try {
  const program = startSource('e2e/fixtures/full-app.ts', cleanup);
  const server = await program.ready(() => /server\s+(http:\S+)/.exec(program.stdout)?.[1]);
  const browser = await startChromium(cleanup);
  await new Promise((resolve) => setTimeout(resolve, SECONDS_OF_LOAD * 1_000));
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, view] of Object.entries(VIEWS)) {
      const { page } = await openPage(browser, server, { theme, width: 1_280, height: 860 });
      await page.goto(`${server}/#/${view}`);
      await page.locator('.legend').first().waitFor();
      await page.waitForTimeout(1_500);
      const path = join(directory, `${name}-${theme}.png`);
      await page.screenshot({ path });
      console.log(path.slice(ROOT.length + 1));
      await page.context().close();
    }
  }
} finally {
  await cleanup.run();
}
