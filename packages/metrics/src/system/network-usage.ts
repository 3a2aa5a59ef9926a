import { join } from 'node:path';
import { type HostRoots, readKernelFile } from './host-roots.ts';

/** Traffic of one network interface since it came up. */
export interface NetworkUsage {
  readonly name: string;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Traffic of every interface but loopback; none where the platform does not tell. Source: proc_pid_net(5), `dev`. */
export async function readNetworkUsage(roots: HostRoots): Promise<NetworkUsage[]> {
  const text = await readKernelFile(join(roots.proc, 'self/net/dev'));
  const usages: NetworkUsage[] = [];
  for (const line of (text ?? '').split('\n')) {
    const match = /^\s*(\S+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/.exec(line);
    if (match === null || match[1] === 'lo') continue;
    usages.push({ name: match[1]!, receivedBytes: Number(match[2]), sentBytes: Number(match[3]) });
  }
  return usages;
}
