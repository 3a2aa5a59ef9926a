import { numberOf, parseInfo, rowsOf } from './info.ts';

/**
 * How many seconds replicas are behind, by `address:port`, as `INFO replication` of their primary tells; of a replica that was asked
 * itself, how long its link has been down. Nothing where the server refuses.
 * @param self `address:port` of the server that was asked, where it is known
 */
export function readReplicationLags(answer: unknown, self?: string): ReadonlyMap<string, number> {
  const lags = new Map<string, number>();
  if (typeof answer !== 'string') return lags;
  const info = parseInfo(answer);
  const downSeconds = numberOf(info, 'master_link_down_since_seconds');
  if (self !== undefined && downSeconds !== undefined && downSeconds >= 0) lags.set(self, downSeconds);
  for (const [index, row] of rowsOf(info, 'slave')) {
    const lag = Number(row.get('lag'));
    if (/^\d+$/.test(index) && row.get('state') === 'online' && lag >= 0)
      lags.set(`${row.get('ip')}:${row.get('port')}`, lag);
  }
  return lags;
}
