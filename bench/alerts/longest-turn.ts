/** The longest turn of the event loop, in milliseconds. */
export interface LongestTurn {
  /** As the rest of the process saw it; other programs of the machine can only lengthen it. */
  readonly wall: number;
  /** What this thread itself was busy for. */
  readonly cpu: number;
}

/** Counts every turn of the event loop while `operation` runs. */
export async function longestTurnOf(operation: () => Promise<unknown>): Promise<LongestTurn> {
  let isOver = false;
  let wall = 0;
  let cpu = 0;
  let lastWall = performance.now();
  let lastCpu = threadCpuMillis();
  const turn = () => {
    const [nowWall, nowCpu] = [performance.now(), threadCpuMillis()];
    wall = Math.max(wall, nowWall - lastWall);
    cpu = Math.max(cpu, nowCpu - lastCpu);
    [lastWall, lastCpu] = [nowWall, nowCpu];
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await operation();
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return { wall, cpu };
}

function threadCpuMillis(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
