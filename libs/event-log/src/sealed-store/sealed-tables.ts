import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';
import type { Migration, SchemaWords } from '../database/database.js';

export interface SealedTables {
  /**
   * One row per entry and key. `settled` is 1 once the leaf stands in the log. It is kept with each group and not per
   * leaf, so that putting the groups of an entry is one statement, and with that one wait for the disk.
   */
  sealed: { leaf: Uint8Array; keyid: string; box: Uint8Array; put_ms: number; settled: number };
  progress: { id: number; settled: number };
}

export const MIGRATIONS: readonly Migration<SealedTables>[] = [firstTables];

async function firstTables(db: Kysely<SealedTables>, words: SchemaWords): Promise<void> {
  const { text, bytes, number, tableEnd, keyedTableEnd } = words;
  const required = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull();
  await db.schema
    .createTable('sealed')
    .addColumn('leaf', bytes, required)
    .addColumn('keyid', text, required)
    .addColumn('box', bytes, required)
    .addColumn('put_ms', number, required)
    .addColumn('settled', 'integer', required)
    .addPrimaryKeyConstraint('sealed_key', ['leaf', 'keyid'])
    .modifyEnd(keyedTableEnd)
    .execute();
  // Erasing a person asks for all groups of one key; the orphans are the few that are not settled.
  await db.schema.createIndex('sealed_by_key').on('sealed').column('keyid').execute();
  await db.schema
    .createIndex('sealed_unsettled')
    .on('sealed')
    .column('put_ms')
    .where(sql.ref('settled'), '=', sql.lit(0))
    .execute();
  await db.schema
    .createTable('progress')
    .addColumn('id', 'integer', (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn('settled', number, required)
    .modifyEnd(tableEnd)
    .execute();
  await db.insertInto('progress').values({ id: 1, settled: 0 }).execute();
}
