const { DatabaseSync } = require('node:sqlite');

/** Monitors an in-memory SQLite database, scrapes it and shuts down; throws when anything is not as promised. */
module.exports = async function exercise({ registerKotobaInstrumentation, sqliteDatabase }) {
  const db = new DatabaseSync(':memory:');
  const kotoba = await registerKotobaInstrumentation({
    database: sqliteDatabase(db, { name: 'packed' }),
    prometheus: { port: 0 },
  });
  db.exec('CREATE TABLE t (a INTEGER)');
  db.prepare('INSERT INTO t VALUES (?)').run(1);
  db.prepare('SELECT a FROM t').all();
  const response = await fetch(kotoba.addresses.metrics);
  const text = await response.text();
  await kotoba.shutdown();
  db.close();
  if (response.status !== 200) throw new Error(`status ${response.status}: ${text}`);
  for (const expected of [
    /^kotoba_db_queries_total\{[^}]*operation="select"[^}]*\} 1$/m,
    /^kotoba_db_up\{[^}]*database="packed"[^}]*\} 1$/m,
    /^kotoba_db_storage_size_bytes\{/m,
  ]) {
    if (!expected.test(text)) throw new Error(`the scrape lacks ${expected}:\n${text}`);
  }
  const scrapedAfterwards = await fetch(kotoba.addresses.metrics).then(
    () => true,
    () => false,
  );
  if (scrapedAfterwards) throw new Error('the scrape still answers after shutdown()');
};
