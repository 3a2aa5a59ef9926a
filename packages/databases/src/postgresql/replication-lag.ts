/** Positions of the leader that are remembered, an hour of them at the default interval. */
const MOST_SAMPLES = 240;

/**
 * How long ago a leader's log was where a standby is now. Made of the leader's positions at the times they were read
 * here, so that neither clocks that differ nor a leader that was idle for long mislead it.
 */
export class ReplicationLag {
  #timeline: number | undefined;
  #samples: Array<{ readonly atMillis: number; readonly position: number }> = [];

  /** Notes where the leader's log ends now. Positions of an earlier timeline are forgotten. */
  noteLeader(timeline: number, position: number, atMillis: number): void {
    if (timeline !== this.#timeline) this.#samples = [];
    this.#timeline = timeline;
    this.#samples.push({ atMillis, position });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }

  /**
   * Seconds a standby at `position` is behind: 0 when it has all the leader had when it was last read.
   * @param replayAgeSeconds time since its last replayed commit, an upper bound; null where there was none
   * @returns undefined where nothing is known
   */
  secondsAt(position: number, nowMillis: number, replayAgeSeconds: number | null): number | undefined {
    const latest = this.#samples.at(-1);
    if (latest === undefined) return undefined;
    if (position >= latest.position) return 0;
    const reached = this.#samples.findLast((sample) => sample.position <= position);
    const bounds = [
      ...(reached === undefined ? [] : [(nowMillis - reached.atMillis) / 1_000]),
      ...(replayAgeSeconds === null ? [] : [Math.max(0, replayAgeSeconds)]),
    ];
    return bounds.length === 0 ? undefined : Math.min(...bounds);
  }
}
