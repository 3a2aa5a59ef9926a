import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock, systemClock } from '@kotoba/core';
import { MetricStore } from '../metric-store.ts';
import type { HostRoots } from './host-roots.ts';
import { registerSystemInstruments } from './system-instruments.ts';

const GB = 1024 ** 3;
const INTERVAL = 15_000;

let root: string;
let roots: HostRoots;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kotoba-host-'));
  roots = { proc: join(root, 'proc'), cgroup: join(root, 'cgroup') };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Four CPUs, in ticks since the host started. */
function procStat(busy: number, idle: number, iowait = 0): string {
  const line = (name: string) => `${name} ${busy} 0 0 ${idle} ${iowait} 0 0 0 0 0\n`;
  return `${line('cpu ')}${line('cpu0')}${line('cpu1')}${line('cpu2')}${line('cpu3')}intr 1 2 3\n`;
}

function host(): Record<string, string> {
  return {
    'proc/stat': procStat(100, 900),
    'proc/meminfo': 'MemTotal:       16777216 kB\nMemFree:  1024 kB\nMemAvailable:   12582912 kB\n',
    'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n',
    'proc/self/net/dev': [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop',
      '    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0',
      '  eth0: 1000 9 0 0 0 0 0 0 2000 8 0 0 0 0 0 0',
      'wlan0:3 9 0 0 0 0 0 0 4 8 0 0 0 0 0 0',
      '',
    ].join('\n'),
  };
}

/** Value of every series, as `name{label=value}`. */
async function collect(store: MetricStore): Promise<Map<string, number>> {
  expect(await store.refresh()).toEqual([]);
  const values = new Map<string, number>();
  for (const { descriptor, dataPoints } of store.snapshot())
    for (const { attributes, value } of dataPoints) {
      const labels = Object.entries(attributes).map(([name, text]) => `${name}=${text}`);
      if (descriptor.name.startsWith('system_')) values.set(`${descriptor.name}{${labels}}`, value as number);
    }
  return values;
}

function start() {
  const clock = new ManualClock(1_000);
  const store = new MetricStore({ clock, cardinalityLimit: 100 });
  const context = { store, collectionIntervalMillis: INTERVAL, readTimeoutMillis: 5_000 };
  const { stop } = registerSystemInstruments(context, roots);
  /** Collections are far apart in manual time; the file reads in between take real time. */
  const next = async () => {
    const values = await collect(store);
    await clock.advance(INTERVAL);
    return values;
  };
  return { next, stop, store, clock };
}

const CPU = 'system_cpu_usage_percent{}';
const MEMORY = 'system_memory_usage_bytes{}';
const MEMORY_PERCENT = 'system_memory_usage_percent{}';

describe('host readings', () => {
  it('come from the host where no container limits it', async () => {
    write(host());
    const { next } = start();
    const first = await next();
    expect(first.has(CPU)).toBe(false);
    expect(first.get(MEMORY)).toBe(4 * GB);
    expect(first.get(MEMORY_PERCENT)).toBe(25);
    expect(first.get('system_network_receive_bytes_total{interface=eth0}')).toBe(1_000);
    expect(first.get('system_network_transmit_bytes_total{interface=eth0}')).toBe(2_000);
    expect(first.get('system_network_receive_bytes_total{interface=wlan0}')).toBe(3);
    expect(first.get('system_network_transmit_bytes_total{interface=wlan0}')).toBe(4);
    expect([...first.keys()].filter((name) => name.includes('interface=lo'))).toEqual([]);
    write({
      'proc/stat': procStat(100 + 300, 900 + 500, 200),
    });
    expect((await next()).get(CPU)).toBeCloseTo(30, 9);
  });

  it('tell the used space of the real root file system', async () => {
    write(host());
    const values = await start().next();
    expect(values.get('system_disk_usage_bytes{mountpoint=/}')).toBeGreaterThan(0);
    const percent = values.get('system_disk_usage_percent{mountpoint=/}');
    expect(percent).toBeGreaterThan(0);
    expect(percent).toBeLessThanOrEqual(100);
  });

  it('are of the container under a cgroup v2 limit, wherever above the process it stands', async () => {
    write({
      ...host(),
      'proc/self/cgroup': '0::/pod/app\n',
      'cgroup/cgroup.controllers': 'cpu memory\n',
      'cgroup/pod/app/memory.max': 'max\n',
      'cgroup/pod/app/memory.current': `${3 * GB}\n`,
      'cgroup/pod/memory.max': `${2 * GB}\n`,
      'cgroup/pod/memory.current': `${1.5 * GB}\n`,
      'cgroup/pod/memory.stat': `anon 5\ninactive_file ${GB}\nactive_file 7\n`,
      'cgroup/pod/app/cpu.max': '50000 100000\n',
      'cgroup/pod/app/cpu.stat': 'usage_usec 1000000\nuser_usec 1\n',
      'cgroup/pod/cpu.max': 'max 100000\n',
    });
    const { next } = start();
    const first = await next();
    expect(first.get(MEMORY)).toBe(GB / 2);
    expect(first.get(MEMORY_PERCENT)).toBe(25);
    // Half a CPU for 15 s is 7.5 s of CPU time, of which 3 s are used.
    write({ 'cgroup/pod/app/cpu.stat': 'usage_usec 4000000\nuser_usec 1\n' });
    expect((await next()).get(CPU)).toBeCloseTo(40, 9);
  });

  it('find the limits at the mount’s root where the path is the host’s', async () => {
    write({
      ...host(),
      'proc/self/cgroup': '0::/../../kubepods/abc\n',
      'cgroup/cgroup.controllers': 'cpu memory\n',
      'cgroup/memory.max': `${GB}\n`,
      'cgroup/memory.current': `${GB / 4}\n`,
      'cgroup/memory.stat': 'inactive_file 0\n',
    });
    const values = await start().next();
    expect(values.get(MEMORY_PERCENT)).toBe(25);
  });

  it('are of the container under cgroup v1 limits', async () => {
    write({
      ...host(),
      'proc/self/cgroup': '5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n',
      'cgroup/memory/docker/abc/memory.limit_in_bytes': `${4 * GB}\n`,
      'cgroup/memory/docker/abc/memory.usage_in_bytes': `${3 * GB}\n`,
      'cgroup/memory/docker/abc/memory.stat': `inactive_file 5\ntotal_inactive_file ${GB}\n`,
      'cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cgroup/memory/memory.usage_in_bytes': '5\n',
      'cgroup/cpu/docker/abc/cpu.cfs_quota_us': '200000\n',
      'cgroup/cpu/docker/abc/cpu.cfs_period_us': '100000\n',
      'cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'cgroup/cpuacct/docker/abc/cpuacct.usage': '1000000000\n',
    });
    const { next } = start();
    const first = await next();
    expect(first.get(MEMORY)).toBe(2 * GB);
    expect(first.get(MEMORY_PERCENT)).toBe(50);
    // Two CPUs for 15 s are 30 s of CPU time, of which 6 s are used.
    write({ 'cgroup/cpuacct/docker/abc/cpuacct.usage': '7000000000\n' });
    expect((await next()).get(CPU)).toBeCloseTo(20, 9);
  });

  it('are of the host where the limits are as large as the host', async () => {
    write({
      ...host(),
      'proc/self/cgroup': '0::/\n',
      'cgroup/cgroup.controllers': 'cpu memory\n',
      'cgroup/memory.max': `${64 * GB}\n`,
      'cgroup/memory.current': `${GB}\n`,
      'cgroup/cpu.max': '800000 100000\n',
      'cgroup/cpu.stat': 'usage_usec 1\n',
      'cgroup/cpuset.cpus.effective': '0-3\n',
    });
    const { next } = start();
    expect((await next()).get(MEMORY)).toBe(4 * GB);
    write({ 'proc/stat': procStat(100 + 500, 900 + 500) });
    expect((await next()).get(CPU)).toBeCloseTo(50, 9);
  });

  it('take a set of CPUs for a limit', async () => {
    write({
      ...host(),
      'proc/self/cgroup': '0::/\n',
      'cgroup/cgroup.controllers': 'cpuset cpu\n',
      'cgroup/cpuset.cpus.effective': '0,2\n',
      'cgroup/cpu.stat': 'usage_usec 0\n',
    });
    const { next } = start();
    await next();
    // Two CPUs for 15 s are 30 s of CPU time.
    write({ 'cgroup/cpu.stat': 'usage_usec 15000000\n' });
    expect((await next()).get(CPU)).toBeCloseTo(50, 9);
  });

  it.each<[string, Record<string, string>]>([
    ['empty', { 'proc/stat': '', 'proc/meminfo': '', 'proc/self/mountinfo': '', 'proc/self/net/dev': '' }],
    [
      'garbage',
      {
        'proc/stat': 'cpu  a b c d\n',
        'proc/meminfo': 'MemTotal: x kB\n',
        'proc/self/mountinfo': 'what\n\n - \n',
        'proc/self/net/dev': 'eth0: x y z\n',
        'proc/self/cgroup': ':::\nx\n',
        'cgroup/cgroup.controllers': '',
        'cgroup/memory.max': 'huh\n',
        'cgroup/cpu.max': '\n',
      },
    ],
  ])('are absent, not 0, where the kernel’s files are %s', async (_title, files) => {
    write(files);
    const { next } = start();
    await next();
    expect([...(await next()).keys()]).toEqual([]);
  });

  it('say nothing of the CPU when its counters went backwards', async () => {
    write(host());
    const { next } = start();
    await next();
    write({ 'proc/stat': procStat(50, 400) });
    expect((await next()).has(CPU)).toBe(false);
  });

  it('forget an interface that is gone', async () => {
    write(host());
    const { next } = start();
    await next();
    write({ 'proc/self/net/dev': '  eth0: 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0\n' });
    expect([...(await next()).keys()].filter((name) => name.includes('wlan0'))).toEqual([]);
  });

  it('are gone after stop', async () => {
    write(host());
    const { next, stop } = start();
    await next();
    stop();
    stop();
    expect([...(await next()).keys()]).toEqual([]);
  });

  it('come from this very host too', async () => {
    const store = new MetricStore({ clock: systemClock, cardinalityLimit: 100 });
    const context = { store, collectionIntervalMillis: INTERVAL, readTimeoutMillis: 5_000 };
    const { stop } = registerSystemInstruments(context);
    const values = await collect(store);
    stop();
    expect(values.get(MEMORY)).toBeGreaterThan(0);
    expect(values.get(MEMORY_PERCENT)).toBeLessThanOrEqual(100);
  });
});
