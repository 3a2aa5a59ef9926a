import type { NativeHistogram } from '@kotoba/core';
export function formatHistogram(h: NativeHistogram): string {
  return String(h.count);
}
