import { describe, expect, it } from '@jest/globals';
import { localMountpoints } from './disk-usage.ts';

describe('localMountpoints', () => {
  it('keeps the root and file systems on block devices', () => {
    const mounts = [
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '27 1 0:99 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/a',
      '28 27 8:17 / /data rw master:3 - xfs /dev/sdb1 rw',
      '29 27 0:25 / /run rw - tmpfs tmpfs rw',
      '30 27 0:50 / /mnt/nfs rw - nfs4 server:/export rw',
      '31 27 0:60 / /tank rw - zfs tank rw',
    ].join('\n');
    expect(localMountpoints(mounts)).toEqual(['/', '/data', '/tank']);
  });

  it('names a device that is mounted several times once, by its shortest mountpoint', () => {
    const mounts = [
      '27 1 8:1 / / rw - ext4 /dev/sda1 rw',
      '28 27 8:2 /hosts /etc/hosts rw - ext4 /dev/sda2 rw',
      '29 27 8:2 / /var rw - ext4 /dev/sda2 rw',
      '30 27 8:1 /bind /srv/bind rw - ext4 /dev/sda1 rw',
    ].join('\n');
    expect(localMountpoints(mounts)).toEqual(['/', '/var']);
  });

  it('reads mountpoints with spaces', () => {
    expect(localMountpoints('28 27 8:17 / /my\\040data rw - xfs /dev/sdb1 rw')).toEqual(['/my data']);
  });

  it('leaves out a mountpoint that something else covers now', () => {
    const mounts = ['28 27 8:17 / /data rw - xfs /dev/sdb1 rw', '29 28 0:25 / /data rw - tmpfs tmpfs rw'];
    expect(localMountpoints(mounts.join('\n'))).toEqual([]);
  });
});
