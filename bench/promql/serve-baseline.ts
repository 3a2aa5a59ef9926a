import { systemClock } from '@kotoba/core';
import { apiRoutes, createHttpServer } from '@kotoba/http';
import { createEngine } from '@kotoba/promql';
import { baselineSeries } from './baseline.ts';
import { storeOf } from './baseline-store.ts';

/** Serves the baseline from a history until its input ends; writes its address as one line. */
const source = storeOf(baselineSeries());
const routes = apiRoutes({ engine: createEngine(), source, clock: systemClock });
const server = createHttpServer(routes, { port: 0 });
console.log(await server.listen());
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
