import { describe, expect, it } from '@jest/globals';
import { readClusterNodes } from './cluster-nodes.ts';
import { readSentinelView } from './sentinel-view.ts';

const NODES = `aaa 10.0.0.1:7000@17000,host myself,master - 0 0 3 connected 0-5460
bbb 10.0.0.2:7000@17000 master,fail - 1 2 2 disconnected 5461-10922
ccc 10.0.0.3:7000@17000 slave,fail? aaa 0 1 3 connected
ddd 10.0.0.4:7000@17000 slave aaa 0 1 3 connected
eee 10.0.0.5:7000@17000 master - 0 1 0 connected
fff 10.0.0.6:7000@17000 master - 0 1 9 connected [93-<-aaa]
`;

describe('what a node of Redis Cluster knows', () => {
  it('is told by flags and links, not by counts', () => {
    const { nodes, epoch } = readClusterNodes([NODES]);
    expect(nodes.map(({ name, active }) => [name, active])).toEqual([
      ['10.0.0.1:7000', true],
      ['10.0.0.2:7000', false],
      ['10.0.0.3:7000', false],
      ['10.0.0.4:7000', true],
      ['10.0.0.5:7000', true],
      ['10.0.0.6:7000', true],
    ]);
    expect(epoch).toBe(9);
  });

  it('has lags from its own INFO', () => {
    const info = 'role:slave\r\nmaster_link_down_since_seconds:7\r\n';
    expect([...readClusterNodes([NODES, info]).lags]).toEqual([['10.0.0.1:7000', 7]]);
    expect([...readClusterNodes([NODES, new Error('NOPERM')]).lags]).toEqual([]);
  });

  it('has leaders where slots are served', () => {
    expect(
      readClusterNodes([NODES])
        .nodes.filter(({ isLeader }) => isLeader)
        .map(({ id }) => id),
    ).toEqual(['aaa', 'bbb']);
  });

  it('is nothing where the server refuses', () => {
    const refused = new Error('ERR This instance has cluster support disabled');
    expect(() => readClusterNodes([refused])).toThrow(refused);
  });
});

describe('what a sentinel knows', () => {
  const primary = { name: 'mymaster', ip: '10.0.0.1', port: '6379', flags: 'master', 'config-epoch': '4' };
  const replica = (port: string, flags: string, status: string, down: string) => ({
    ip: '10.0.0.2',
    port,
    flags,
    'master-link-status': status,
    'master-link-down-time': down,
  });
  const replicas = [
    replica('1', 'slave', 'ok', '0'),
    replica('2', 'slave', 'err', '2500'),
    replica('3', 's_down,slave,disconnected', 'ok', '0'),
  ];

  it.each([
    ['objects', (one: object) => one as unknown],
    ['maps', (one: object) => new Map(Object.entries(one))],
    ['names and values in turn', (one: object) => Object.entries(one).flat()],
  ])('is read from %s', (_shape, shaped) => {
    expect(readSentinelView([shaped(primary), replicas.map(shaped)])).toEqual({
      nodes: [
        { id: '10.0.0.1:6379', name: '10.0.0.1:6379', isLeader: true, active: true },
        { id: '10.0.0.2:1', name: '10.0.0.2:1', isLeader: false, active: true },
        { id: '10.0.0.2:2', name: '10.0.0.2:2', isLeader: false, active: false },
        { id: '10.0.0.2:3', name: '10.0.0.2:3', isLeader: false, active: false },
      ],
      epoch: 4,
      countsByEpoch: true,
      lags: new Map([['10.0.0.2:2', 2.5]]),
    });
  });
});
