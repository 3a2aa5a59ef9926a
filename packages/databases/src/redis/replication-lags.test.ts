import { describe, expect, it } from '@jest/globals';
import { readReplicationLags } from './replication-lags.ts';

const PRIMARY = [
  '# Replication',
  'role:master',
  'connected_slaves:3',
  'slave0:ip=10.0.0.2,port=6379,state=online,offset=140,lag=1',
  'slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0',
  'slave2:ip=10.0.0.4,port=6379,state=online,offset=140,lag=-1',
  'slave_repl_offset:140',
  'master_repl_offset:140',
].join('\r\n');

describe('how far replicas are behind', () => {
  it('is what the primary says of those that follow it', () => {
    expect([...readReplicationLags(PRIMARY)]).toEqual([['10.0.0.2:6379', 1]]);
  });

  it('is how long the link of a replica has been down', () => {
    const info = 'role:slave\r\nmaster_link_status:down\r\nmaster_link_down_since_seconds:42\r\n';
    expect([...readReplicationLags(info, '10.0.0.2:6379')]).toEqual([['10.0.0.2:6379', 42]]);
    expect([...readReplicationLags(info)]).toEqual([]);
    const never = info.replace('42', '-1');
    expect([...readReplicationLags(never, '10.0.0.2:6379')]).toEqual([]);
  });

  it('is unknown where the server refuses', () => {
    expect([...readReplicationLags(new Error('NOPERM'))]).toEqual([]);
  });
});
