export * from './port.js';
export { RETRY_AFTER_MS } from './group-commit.js';
export { createMemoryLog } from './memory/memory-log.js';
export type { MemoryLogOptions } from './memory/memory-log.js';
export { openSqliteLog } from './sqlite/sqlite-log.js';
export type { SqliteLog, SqliteLogOptions } from './sqlite/sqlite-log.js';
export { openSqliteReader } from './sqlite/sqlite-reader.js';
export { readHolder } from './sqlite/lock.js';
export type { LogHolder } from './sqlite/lock.js';
