import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['go.mod', 'go.sum', 'main.go'];

/** Where the collector built from the present sources stands, whether it has been built or not. */
export function collectorPath(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(join(import.meta.dirname, source)));
  const name = `otel-collector-${hash.digest('hex').slice(0, 16)}`;
  return join(import.meta.dirname, '..', '..', '.cache', name);
}

/** Builds the collector with `go` unless its sources are already built, and answers its path. */
export function buildCollector(): string {
  const path = collectorPath();
  if (existsSync(path)) return path;
  mkdirSync(join(path, '..'), { recursive: true });
  execFileSync('go', ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', `${path}.part`, '.'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  renameSync(`${path}.part`, path);
  return path;
}

if (import.meta.main) console.log(buildCollector());
