import type { DatabaseSync } from 'node:sqlite';
import { Shop } from './shop.ts';

/** How hard the example works its database. */
export interface LoadOptions {
  /** Requests a second, averaged over a cycle. Default 60. */
  readonly requestsPerSecond?: number;
  /** The load swings between a third and five thirds of its average once in this time. Default 2 minutes. */
  readonly cycleMillis?: number;
  /** Share of requests that fail, 0 … 1. Default 0.01. */
  readonly failureShare?: number;
  /** How often one slow statement runs. Default every 7 s. */
  readonly slowEveryMillis?: number;
  /** About how long a slow statement takes; it blocks the event loop, as any `node:sqlite` call does. Default 150. */
  readonly slowMillis?: number;
}

/** What the load has done so far. */
export interface LoadFigures {
  readonly requests: number;
  readonly failures: number;
}

/** A running load. */
export interface Load {
  figures(): LoadFigures;
  /** Ends it at once; the database stays open. Stopping twice does nothing. */
  stop(): void;
}

const TICK_MILLIS = 50;

/**
 * Starts a small service's day on `db`: reads, writes, some failing and some slow statements. It creates its
 * tables where they are missing, and keeps the process alive until it is stopped.
 */
export function startLoad(db: DatabaseSync, options: LoadOptions = {}): Load {
  const {
    requestsPerSecond = 60,
    cycleMillis = 120_000,
    failureShare = 0.01,
    slowEveryMillis = 7_000,
    slowMillis = 150,
  } = options;
  const shop = new Shop(db);
  const started = performance.now();
  let lastOrder = shop.placeOrder();
  let requests = 1;
  let failures = 0;
  let owed = 0;
  let slowDue = slowEveryMillis;
  let slowRows = 20_000;

  const attempt = (run: () => void) => {
    requests++;
    try {
      run();
    } catch {
      failures++;
    }
  };

  const request = () => {
    if (Math.random() < failureShare) failingRequest(shop, lastOrder);
    else lastOrder = ordinaryRequest(shop, lastOrder);
  };

  const slowRequest = () => {
    const before = performance.now();
    shop.countSlowly(slowRows);
    const took = Math.max(performance.now() - before, 1);
    slowRows = Math.ceil(slowRows * Math.min(slowMillis / took, 8));
  };

  const tick = () => {
    const elapsed = performance.now() - started;
    const swing = 1 + (2 / 3) * Math.sin((2 * Math.PI * elapsed) / cycleMillis);
    owed += (requestsPerSecond * swing * TICK_MILLIS) / 1_000;
    for (; owed >= 1; owed--) attempt(request);
    if (elapsed >= slowDue) {
      slowDue = elapsed + slowEveryMillis;
      attempt(slowRequest);
    }
  };

  const timer = setInterval(tick, TICK_MILLIS);
  return { figures: () => ({ requests, failures }), stop: () => clearInterval(timer) };
}

/** One request of the ordinary mix: three reads to one write. Answers the newest order's number. */
function ordinaryRequest(shop: Shop, lastOrder: number): number {
  const anyOrder = Math.max(1, lastOrder - Math.floor(Math.random() * 1_000));
  const dice = Math.random();
  if (dice < 0.35) shop.findCustomer();
  else if (dice < 0.6) shop.findOrder(anyOrder);
  else if (dice < 0.72) shop.listOrders();
  else if (dice < 0.75) shop.revenueByCity();
  else if (dice < 0.87) return shop.placeOrder();
  else if (dice < 0.98) shop.setStatus(anyOrder, Math.random() < 0.7 ? 'paid' : 'shipped');
  else shop.deleteOldOrders();
  return lastOrder;
}

function failingRequest(shop: Shop, lastOrder: number): void {
  const dice = Math.random();
  if (dice < 0.4) shop.registerTwice();
  else if (dice < 0.7) shop.loseOrder(lastOrder);
  else shop.askNonsense();
}
