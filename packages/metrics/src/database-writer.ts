import { type DatabaseMetrics, loggableError, type MonitoredDatabase } from '@kotoba/core';
import { catalog, labelValues, poolAttributes } from './catalog.ts';
import { databaseGauges, databaseTotals, reportedQuantiles, reportedQueryGauges } from './database-fields.ts';
import { databaseParts } from './database-reader.ts';
import { DetailWriter, unreadDetails } from './detail-writer.ts';
import type { DatabaseReading } from './kotoba-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricStore } from './metric-store.ts';
import { type PolledField, readField } from './polled-field.ts';
import { PolledInstruments } from './polled-instruments.ts';
import type { QueryCells } from './query-cells.ts';

/** Turns readings of one database into its series. */
export class DatabaseWriter {
  readonly #store: MetricStore;
  readonly #cells: QueryCells;
  readonly #database: MonitoredDatabase;
  readonly #instruments: PolledInstruments;
  readonly #details: DetailWriter;
  /** Whether the queries are measured here, so that the database's own figures would count them twice. */
  observed = false;
  #lastUptime: number | undefined;
  #stopped = false;

  constructor(store: MetricStore, cells: QueryCells, database: MonitoredDatabase) {
    this.#store = store;
    this.#cells = cells;
    this.#database = database;
    this.#instruments = new PolledInstruments(store, { database: database.name });
    this.#details = new DetailWriter(this.#instruments, database.name);
    const errors = store.counter(catalog.monitoringReadErrors);
    for (const read of databaseParts) errors.add(0, { database: database.name, read });
  }

  apply(reading: DatabaseReading, seconds: number): void {
    if (this.#stopped) return;
    this.#countErrors(reading);
    this.#store.gauge(catalog.monitoringReadDuration).set(seconds, { database: this.#database.name });
    this.#one(catalog.dbUp, reading.up ? 1 : 0);
    this.#info(reading);
    for (const field of databaseGauges) this.#one(field.definition, this.#field(field, reading));
    this.#pool(reading);
    const restarted = this.#hasRestarted(reading);
    for (const field of databaseTotals) this.#total(field.definition, this.#field(field, reading), restarted);
    this.#details.apply(reading.detail, restarted);
    this.#reportedQueries(reading, restarted);
  }

  stop(): void {
    this.#stopped = true;
    this.#instruments.remove();
  }

  #countErrors(reading: DatabaseReading): void {
    const { name } = this.#database;
    const errors = this.#store.counter(catalog.monitoringReadErrors);
    for (const [read, error] of Object.entries(reading.errors)) {
      errors.add(1, { database: name, read });
      this.#store.logNowAndThen(
        `read ${name} ${read}`,
        `reading ${read} of database ${JSON.stringify(name)} failed: ${loggableError(error)}`,
      );
    }
    for (const read of unreadDetails(reading.detail)) errors.add(1, { database: name, read });
  }

  #info(reading: DatabaseReading): void {
    const { name: database, system = '' } = this.#database;
    let version: unknown;
    try {
      version = reading.database?.version;
    } catch {
      this.#instruments.invalid(catalog.dbInfo);
    }
    const known = typeof version === 'string' && version !== '' ? version.slice(0, LONGEST_VERSION) : '';
    const value = known === '' && system === '' ? undefined : 1;
    this.#instruments.gauge(catalog.dbInfo, [[value, { database, system, version: known }]]);
  }

  /** The pool by OpenTelemetry's conventions. What is wrong with a field is counted under our own name for it. */
  #pool(reading: DatabaseReading): void {
    if (this.#database.instrumentedElsewhere?.durations === true) return;
    const known = (value: (metrics: DatabaseMetrics) => unknown) =>
      readField({ value: (r: DatabaseReading) => r.database && value(r.database) }, reading, () => {});
    const pool = { [poolAttributes.name]: this.#database.name };
    const state = (text: string) => ({ ...pool, [poolAttributes.state]: text });
    const open = known((metrics) => metrics.activeConnections);
    const idle = known((metrics) => metrics.idleConnections);
    const used = open === undefined || idle === undefined ? undefined : Math.max(0, open - idle);
    this.#instruments.gauge(catalog.dbClientConnectionCount, [
      [idle, state(labelValues.stateIdle)],
      [used, state(labelValues.stateUsed)],
    ]);
    const max = known((metrics) => metrics.maxConnections);
    this.#instruments.gauge(catalog.dbClientConnectionMax, [[max, pool]]);
    const pending = known((metrics) => metrics.waitingRequests);
    this.#instruments.gauge(catalog.dbClientConnectionPendingRequests, [[pending, pool]]);
  }

  /** Query totals and latencies of the database's own, unless the queries are measured here. */
  #reportedQueries(reading: DatabaseReading, restarted: boolean): void {
    const { name: database } = this.#database;
    const own = this.observed || this.#cells.has(database) ? undefined : reading;
    const field = (definition: MetricDefinition, value: (reading: DatabaseReading) => unknown) =>
      own && readField({ value }, own, () => this.#instruments.invalid(definition));
    const operation = labelValues.allOperations;
    const total = field(catalog.dbQueries, (r) => r.query?.totalQueries);
    const failed = field(catalog.dbQueries, (r) => r.query?.failedQueries);
    const { statusOk, statusError } = labelValues;
    const ended =
      failed === undefined
        ? [[total, { database, operation }] as const]
        : ([
            [
              total === undefined || total < failed ? undefined : total - failed,
              { database, operation, status: statusOk },
            ],
            [failed, { database, operation, status: statusError }],
          ] as const);
    this.#instruments.counter(catalog.dbQueries, ended, restarted);
    const slow = field(catalog.dbSlowQueries, (r) => r.query?.slowQueries);
    this.#instruments.counter(catalog.dbSlowQueries, [[slow, { database, operation }]], restarted);
    for (const gauge of reportedQueryGauges) this.#one(gauge.definition, own && this.#field(gauge, own));
    const quantiles = reportedQuantiles.map(({ quantile, ...rest }) => {
      const invalid = () => this.#instruments.invalid(catalog.dbQueryLatencyQuantile);
      return [own && readField(rest, own, invalid), { database, quantile }] as const;
    });
    this.#instruments.gauge(catalog.dbQueryLatencyQuantile, quantiles);
  }

  #hasRestarted(reading: DatabaseReading): boolean {
    const uptime = readField({ value: (r: DatabaseReading) => r.database?.uptimeSeconds }, reading, () => {});
    const restarted = uptime !== undefined && this.#lastUptime !== undefined && uptime < this.#lastUptime;
    if (uptime !== undefined) this.#lastUptime = uptime;
    return restarted;
  }

  #field(field: PolledField<DatabaseReading, 'database'>, reading: DatabaseReading): number | undefined {
    return readField(field, reading, () => this.#instruments.invalid(field.definition));
  }

  #one(definition: MetricDefinition<'database'>, value: number | undefined): void {
    this.#instruments.gauge(definition, [[value, { database: this.#database.name }]]);
  }

  #total(definition: MetricDefinition<'database'>, total: number | undefined, restarted: boolean): void {
    this.#instruments.counter(definition, [[total, { database: this.#database.name }]], restarted);
  }
}

const LONGEST_VERSION = 200;
