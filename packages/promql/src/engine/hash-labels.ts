import type { Labels } from '@kotoba/core';

/** A label set's place in 0 (inclusive) … 1 (exclusive), spread evenly: FNV-1a over its key, mixed once more. */
export function hashLabels(labels: Labels): number {
  let hash = 0x811c9dc5;
  const { key } = labels;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
