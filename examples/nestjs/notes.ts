import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Body, Controller, Get, Inject, Module, NotFoundException, Param, Post } from '@nestjs/common';

/** The token the database is injected by. */
export const DATABASE = Symbol('database');

class NotesController {
  readonly #add: StatementSync;
  readonly #find: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
    this.#add = db.prepare('INSERT INTO notes (text) VALUES (?) RETURNING *');
    this.#find = db.prepare('SELECT * FROM notes WHERE id = ?');
  }

  add(text: string) {
    return this.#add.get(text);
  }

  find(id: string) {
    const note = this.#find.get(Number(id));
    if (note === undefined) throw new NotFoundException('no such note');
    return note;
  }
}

// What `@Controller('notes')`, `@Get(':id')` and so on do, called by hand: Node.js runs TypeScript without compiling it
// and knows no decorators. Where your build compiles them, write them as usual.
const method = (name: 'add' | 'find') => Object.getOwnPropertyDescriptor(NotesController.prototype, name)!;
Controller('notes')(NotesController);
Inject(DATABASE)(NotesController, undefined, 0);
Post()(NotesController.prototype, 'add', method('add'));
Body()(NotesController.prototype, 'add', 0);
Get(':id')(NotesController.prototype, 'find', method('find'));
Param('id')(NotesController.prototype, 'find', 0);

/** The app's module, on a database that is open. */
export function notesModule(db: DatabaseSync) {
  class NotesModule {}
  Module({ controllers: [NotesController], providers: [{ provide: DATABASE, useValue: db }] })(NotesModule);
  return NotesModule;
}
