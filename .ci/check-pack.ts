import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from './pack/checks.ts';
import { checkConsumer } from './pack/consumer.ts';
import { checkTarball, packWorkspaces, printSizes } from './pack/tarballs.ts';

/**
 * Packs every workspace the way it would be published and proves the tarballs: their content, their types for every kind
 * of importer, and that an empty project can install and use them with `import` and `require`.
 */
const root = join(import.meta.dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'kotoba-pack-'));
const checks = new Checks();

try {
  checks.run('the packages build', () => {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  });
  if (checks.failed === 0) {
    const tarballs = packWorkspaces(root, directory);
    for (const tarball of tarballs) await checkTarball(root, tarball, checks);
    checks.run('the page is packed', () => {
      const paths = tarballs.find(({ name }) => name === '@kotoba/http')?.paths ?? [];
      if (!paths.some((path) => path.endsWith('page-assets/index.html')))
        throw new Error('expected page-assets/index.html in the tarball of @kotoba/http');
    });
    checkConsumer(root, directory, tarballs, checks);
    printSizes(directory, tarballs);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
process.exitCode = checks.failed === 0 && checks.passed > 0 ? 0 : 1;
