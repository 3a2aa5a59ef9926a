import { stat, statfs } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { diskSpace, type HostDisk } from '@kotoba/core';
import { type HostRoots, readKernelFile } from './host-roots.ts';

interface Mount {
  readonly device: string;
  readonly mountpoint: string;
}

const MOST_MOUNTS = 100;

/**
 * Space of the root and of every local file system on a block device, each device once. Network file systems are
 * left out: asking one whose server is gone blocks a thread until it is back.
 */
export async function readDiskUsage(roots: HostRoots): Promise<HostDisk[]> {
  const mounts = await readKernelFile(join(roots.proc, 'self/mountinfo'));
  const mountpoints = mounts === undefined ? [parse(process.cwd()).root] : localMountpoints(mounts);
  const usages = await Promise.all(mountpoints.slice(0, MOST_MOUNTS).map(readOne));
  return usages.filter((usage) => usage !== undefined);
}

/** Source: proc_pid_mountinfo(5). A later mount on the same mountpoint hides the earlier one. */
export function localMountpoints(mountinfo: string): string[] {
  const byMountpoint = new Map<string, Mount>();
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [, , device, , escaped] = left.split(' ');
    const [type, source = ''] = right.split(' ');
    if (device === undefined || escaped === undefined) continue;
    const mountpoint = unescapeMountpoint(escaped);
    byMountpoint.delete(mountpoint);
    if (mountpoint === '/' || source.startsWith('/dev/') || type === 'zfs' || type === 'btrfs')
      byMountpoint.set(mountpoint, { device, mountpoint });
  }
  const byDevice = new Map<string, Mount>();
  for (const mount of byMountpoint.values()) {
    const other = byDevice.get(mount.device);
    if (other === undefined || mount.mountpoint.length < other.mountpoint.length)
      byDevice.set(mount.device, mount);
  }
  return [...byDevice.values()].map((mount) => mount.mountpoint).sort();
}

/** Space, tab, newline and backslash are written in octal. */
function unescapeMountpoint(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Containers have single files mounted (`/etc/hosts`); those are not file systems of their own. */
async function readOne(mountpoint: string): Promise<HostDisk | undefined> {
  try {
    if (!(await stat(mountpoint)).isDirectory()) return undefined;
    const space = diskSpace(await statfs(mountpoint));
    return space && { mountpoint, ...space };
  } catch {
    return undefined;
  }
}
