type Step = (this: unknown, ...parameters: unknown[]) => { done?: boolean };

/**
 * Calls `ended` once, when `iterator` has given its last row, was closed early or failed; never when it is just
 * forgotten. The iterator stays the driver's own object: `next` and `return` become properties of it.
 */
export function measureIterator(iterator: unknown, ended: (failed: boolean) => void): void {
  if (typeof iterator !== 'object' || iterator === null) return;
  let open = true;
  const end = (failed: boolean) => {
    if (!open) return;
    open = false;
    ended(failed);
  };
  for (const name of ['next', 'return'] as const) {
    const native: unknown = Reflect.get(iterator, name);
    if (typeof native !== 'function') continue;
    const step = native as Step;
    const measured: Step = function (this: unknown, ...parameters) {
      try {
        const result = Reflect.apply(step, this, parameters);
        if (open && (name === 'return' || result.done === true)) end(false);
        return result;
      } catch (error) {
        end(true);
        throw error;
      }
    };
    Reflect.defineProperty(iterator, name, {
      value: measured,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }
}
