import { describe, expect, it } from '@jest/globals';
import { diskSpace } from './host-readings.ts';

describe('diskSpace', () => {
  it('leaves what is reserved for root out of the share in use', () => {
    expect(diskSpace({ blocks: 1_000, bfree: 400, bavail: 200, bsize: 4_096 })).toEqual({
      usedBytes: 600 * 4_096,
      usedPercent: 75,
    });
  });

  it('knows nothing of a file system without blocks', () => {
    expect(diskSpace({ blocks: 0, bfree: 0, bavail: 0, bsize: 4_096 })).toBeUndefined();
  });
});
