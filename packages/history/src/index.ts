export { historyErrorCodes } from './errors.ts';
export { type HistoryObserver, HistoryReader, type HistoryReaderOptions } from './history-reader.ts';
export { type AppendedSample, type HistoryStats, HistoryStore } from './history-store.ts';
export type { HistoryJournal, JournalCollection, StoredHistory } from './journal.ts';
export { type HistoryStoreOptions, historyDefaults } from './options.ts';
export {
  openJournal,
  type PersistenceStats,
  PersistentJournal,
  type PersistentJournalOptions,
} from './persistence/persistent-journal.ts';
