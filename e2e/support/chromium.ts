import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Cleanup } from './cleanup.ts';
import { findProgram } from './programs.ts';

/** What went wrong on a page, or left it. */
export interface PageTroubles {
  /** What the console said as an error, and what was thrown. */
  readonly errors: string[];
  /** Addresses asked for beyond the page's own server. */
  readonly outside: string[];
}

/** Starts Debian's Chromium; it ends with the suite. */
export async function startChromium(cleanup: Cleanup): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: findProgram('chromium')!,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  cleanup.add(() => browser.close());
  return browser;
}

/** A page of its own storage whose troubles are written down. */
export async function openPage(
  browser: Browser,
  server: string,
  { theme = 'light' as 'light' | 'dark', width = 1_400, height = 1_000 } = {},
): Promise<{ page: Page; troubles: PageTroubles }> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const troubles: PageTroubles = { errors: [], outside: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.errors.push(message.text());
  });
  page.on('pageerror', (error) => troubles.errors.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${server}/`) && !url.startsWith('data:')) troubles.outside.push(url);
  });
  return { page, troubles };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeAnswer {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary?: string }[] }[];
}

/** What axe-core finds wrong with a page as it stands, one line a finding. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // The page's policy lets no script in that is put into the document; this one is evaluated.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeAnswer>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} – ${failureSummary}`),
  );
}
