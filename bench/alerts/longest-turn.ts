/**
 * The longest turn of the event loop while `operation` runs, in milliseconds. Other programs of the machine can only
 * lengthen it.
 */
export async function longestTurnOf(operation: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let longest = 0;
  let last = performance.now();
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await operation();
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return longest;
}
