import { describe, expect, it } from '@jest/globals';
import { ReplicationLag } from './replication-lag.ts';

describe('ReplicationLag', () => {
  it('knows nothing before the leader was read', () => {
    expect(new ReplicationLag().secondsAt(10, 0, 3)).toBeUndefined();
  });

  it('is none where the standby has all the leader had', () => {
    const lag = new ReplicationLag();
    lag.noteLeader(1, 100, 0);
    expect([lag.secondsAt(100, 5_000, 3_600), lag.secondsAt(120, 5_000, null)]).toEqual([0, 0]);
  });

  it('is the time since the leader was where the standby is', () => {
    const lag = new ReplicationLag();
    lag.noteLeader(1, 100, 0);
    lag.noteLeader(1, 200, 15_000);
    lag.noteLeader(1, 300, 30_000);
    expect([lag.secondsAt(250, 30_000, null), lag.secondsAt(150, 30_000, null)]).toEqual([15, 30]);
  });

  it('is no more than the age of the last replayed commit, and that where the leader’s past is unknown', () => {
    const lag = new ReplicationLag();
    lag.noteLeader(1, 100, 0);
    lag.noteLeader(1, 200, 15_000);
    expect(lag.secondsAt(150, 15_000, 2)).toBe(2);
    expect(lag.secondsAt(50, 15_000, 40)).toBe(40);
    expect(lag.secondsAt(50, 15_000, null)).toBeUndefined();
  });

  it('forgets positions of an earlier timeline', () => {
    const lag = new ReplicationLag();
    lag.noteLeader(1, 100, 0);
    lag.noteLeader(2, 200, 15_000);
    expect(lag.secondsAt(150, 15_000, null)).toBeUndefined();
  });

  it('remembers the latest positions only', () => {
    const lag = new ReplicationLag();
    for (let i = 0; i < 1_000; i++) lag.noteLeader(1, i, i * 1_000);
    expect(lag.secondsAt(10, 999_000, null)).toBeUndefined();
    expect(lag.secondsAt(900, 999_000, null)).toBe(99);
  });
});
