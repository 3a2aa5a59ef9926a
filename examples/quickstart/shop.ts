import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The example's data: customers and their orders. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'shipped')),
    cents INTEGER NOT NULL CHECK (cents > 0),
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id);
`;

const CITIES = ['Kyoto', 'Osaka', 'Sapporo', 'Nagoya', 'Fukuoka', 'Sendai', 'Naha'];
const CUSTOMERS = 200;
/** Orders are deleted, oldest first, beyond this many, so that the file stays small. */
const MAX_ORDERS = 20_000;

/** What the example's service does with its database, one method a request. Every one may throw SQLite's error. */
export class Shop {
  readonly #db: DatabaseSync;
  readonly #findCustomer: StatementSync;
  readonly #findOrder: StatementSync;
  readonly #listOrders: StatementSync;
  readonly #revenue: StatementSync;
  readonly #insertCustomer: StatementSync;
  readonly #insertOrder: StatementSync;
  readonly #updateStatus: StatementSync;
  readonly #deleteOld: StatementSync;
  readonly #count: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(SCHEMA);
    this.#findCustomer = db.prepare('SELECT id, email, city FROM customers WHERE id = ?');
    this.#findOrder = db.prepare('SELECT * FROM orders WHERE id = ?');
    this.#listOrders = db.prepare('SELECT * FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 20');
    this.#revenue = db.prepare(`
      WITH paid AS (SELECT customer_id, cents FROM orders WHERE status = 'paid' ORDER BY id DESC LIMIT 500)
      SELECT city, sum(cents) AS cents FROM paid JOIN customers ON customers.id = customer_id GROUP BY city`);
    this.#insertCustomer = db.prepare('INSERT INTO customers (email, city, created_at) VALUES (?, ?, ?)');
    this.#insertOrder = db.prepare(
      'INSERT INTO orders (customer_id, cents, note, created_at) VALUES (?, ?, ?, ?)',
    );
    this.#updateStatus = db.prepare('UPDATE orders SET status = ? WHERE id = ?');
    this.#deleteOld = db.prepare('DELETE FROM orders WHERE id <= (SELECT max(id) FROM orders) - ?');
    this.#count = db.prepare('SELECT count(*) AS count FROM customers');
    this.#fill();
  }

  findCustomer(): void {
    this.#findCustomer.get(this.#anyCustomer());
  }

  findOrder(id: number): void {
    this.#findOrder.get(id);
  }

  listOrders(): void {
    this.#listOrders.all(this.#anyCustomer());
  }

  revenueByCity(): number {
    let cents = 0;
    for (const row of this.#revenue.iterate()) cents += Number(row.cents);
    return cents;
  }

  /** Answers the new order's number. */
  placeOrder(): number {
    const cents = 100 + Math.floor(Math.random() * 20_000);
    const note = 'please ring twice '.repeat(Math.ceil(Math.random() * 5));
    return Number(this.#insertOrder.run(this.#anyCustomer(), cents, note, Date.now()).lastInsertRowid);
  }

  setStatus(orderId: number, status: 'paid' | 'shipped'): void {
    this.#updateStatus.run(status, orderId);
  }

  deleteOldOrders(): void {
    this.#deleteOld.run(MAX_ORDERS);
  }

  /** Fails: every e-mail address is unique and this one is taken. */
  registerTwice(): void {
    this.#insertCustomer.run(emailOf(1), 'Kyoto', Date.now());
  }

  /** Fails: the status is not one the table allows. */
  loseOrder(orderId: number): void {
    this.#updateStatus.run('lost', orderId);
  }

  /** Fails before it runs: there is no such column. */
  askNonsense(): void {
    this.#db.prepare('SELECT colour FROM orders').all();
  }

  /** Keeps the database busy counting to `rows`. */
  countSlowly(rows: number): void {
    this.#db
      .prepare('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT sum(i) FROM n')
      .get(rows);
  }

  #anyCustomer(): number {
    return 1 + Math.floor(Math.random() * CUSTOMERS);
  }

  #fill(): void {
    const existing = Number(this.#count.get()?.count);
    this.#db.exec('BEGIN');
    try {
      for (let id = existing + 1; id <= CUSTOMERS; id++)
        this.#insertCustomer.run(emailOf(id), CITIES[id % CITIES.length]!, Date.now());
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function emailOf(id: number): string {
  return `customer${id}@example.com`;
}
