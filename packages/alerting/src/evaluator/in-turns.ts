/** Answers nothing while there is time, or a promise to await once the event loop needs a turn. */
export type Breathe = () => Promise<void> | undefined;

/** Items handled between two looks at the clock. */
const ITEMS_A_LOOK = 16;

/** Handles items one after the other, giving the event loop its turns in between. */
export async function inTurns<T>(
  items: Iterable<T>,
  breathe: Breathe,
  handle: (item: T) => void | Promise<void>,
  itemsALook = ITEMS_A_LOOK,
): Promise<void> {
  let count = 0;
  for (const item of items) {
    const handled = handle(item);
    if (handled !== undefined) await handled;
    if (++count % itemsALook !== 0) continue;
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
}

/** Runs steps to their end, giving the event loop its turns in between. */
export async function stepsInTurns<T>(steps: Generator<void, T>, breathe: Breathe): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
}

/** Parts of a list, each of at most `size` items. */
export function* partsOf<T>(list: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < list.length; start += size)
    yield list.length <= size ? list : list.slice(start, start + size);
}
