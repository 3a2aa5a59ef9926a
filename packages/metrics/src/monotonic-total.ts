/**
 * Makes a counter that only rises out of a total that is polled. Totals start over when a database restarts or its
 * statistics are reset, and may fall a little when they are put together from several places.
 *
 * - A start over adds what was counted since: 1,000 then 30 gives 1,030. A fall to less than half counts as one,
 *   and so does any fall of a database whose uptime fell too.
 * - Any other fall holds the value until the total has passed it again, so that jitter adds nothing.
 */
export class MonotonicTotal {
  #value = 0;
  #last: number | undefined;

  /**
   * @param total as polled
   * @param restarted whether the database is known to have restarted since the last call
   */
  update(total: number, restarted: boolean): number {
    if (this.#last === undefined) this.#value = total;
    else if (total >= this.#last) this.#value += total - this.#last;
    else if (restarted || total < this.#last / 2) this.#value += total;
    else return this.#value;
    this.#last = total;
    return this.#value;
  }
}
