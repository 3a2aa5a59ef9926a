import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInDashboards, toGrafana } from '@kotoba/dashboards';
import type { Command } from 'commander';
import { provisioningFiles } from '../provisioning-files.ts';
import type { Terminal } from '../terminal.ts';

/** `kotoba dashboards export`: Grafana's dashboards, and what a Grafana with a Prometheus needs beside them. */
export function dashboardsCommand(program: Command, terminal: Terminal): void {
  const dashboards = program.command('dashboards').description('dashboards for Grafana');
  dashboards
    .command('export')
    .description('write every dashboard as Grafana imports it, and a folder that provisions them')
    .requiredOption('--out <folder>', 'folder to write to; made when it is not there')
    .option('--target <host:port>', 'address Prometheus scrapes the service at', '127.0.0.1:9090')
    .action(({ out, target }: { out: string; target: string }) => {
      const write = (path: string, text: string) => {
        const file = join(out, path);
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, text);
        terminal.out(file);
      };
      for (const dashboard of builtInDashboards)
        write(`dashboards/${dashboard.name}.json`, `${JSON.stringify(toGrafana(dashboard), undefined, 2)}\n`);
      for (const [path, text] of Object.entries(provisioningFiles(target))) write(path, text);
    });
  dashboards
    .command('list')
    .description('list the dashboards')
    .action(() => {
      for (const { name, title, description } of builtInDashboards)
        terminal.out(`${name}\t${title}: ${description}`);
    });
}
