import type * as fs from 'node:fs';
import type * as http from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type * as alerting from '@kotoba/alerting';
import type * as core from '@kotoba/core';
import type * as sqlite from '@kotoba/databases/sqlite';
import type { HistoryStore } from '@kotoba/history';
import type * as instrumentation from '@kotoba/instrumentation';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import type { Hono } from 'hono';
import type * as mysql2 from 'mysql2/promise';
import type * as pg from 'pg';
import type * as embedded from '../examples/embedded-database/embedded-db.ts';
import type * as monitored from '../examples/embedded-database/monitored-embedded-db.ts';
import type * as mysql from '../examples/mysql/mysql-database.ts';

/**
 * Names that fragments of code in the guides use without saying where they are from: what the text before them imported, and
 * what is the reader's own. For the type check of the guides alone.
 */
declare global {
  const registerKotobaInstrumentation: typeof instrumentation.registerKotobaInstrumentation;
  const kotoba: instrumentation.KotobaInstrumentation;
  const { RuleEvaluator, parseRuleFile, parseAlertmanagerConfig, Notifier }: typeof alerting;
  const { systemClock }: typeof core;
  const { sqliteDatabase }: typeof sqlite;
  const { mysqlDatabase }: typeof mysql;
  const { EmbeddedDb }: typeof embedded;
  const { MonitoredEmbeddedDb }: typeof monitored;
  const { createServer }: typeof http;
  const { readFileSync }: typeof fs;
  const { Client }: typeof pg;
  const { createPool }: typeof mysql2;

  const app: Pick<Express, 'use'> & Pick<FastifyInstance, 'register'> & Pick<Hono, 'route'>;
  const server: http.Server;
  const db: DatabaseSync;
  const database: core.MonitoredDatabase;
  const clock: core.Clock;
  const history: HistoryStore;
  const store: alerting.StateStore;
  const notifier: alerting.Notifier;
  const rule: alerting.AlertRule;
  const from: Date;
  const to: Date;
  const text: string;
  const key: string;
  const user: string;
  const password: string;
  const webhookUrl: string;
  const externalUrl: string;
  const countOpenOrders: (options: { signal: AbortSignal }) => Promise<number>;
  const fly: (status: string, alerts: readonly object[], options: { signal: AbortSignal }) => Promise<void>;
}
