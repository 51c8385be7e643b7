import { sql, type ColumnDefinitionBuilder, type Generated, type Kysely } from 'kysely';
import type { Migration, SchemaWords } from '#event-log';

export interface ViewTables {
  /** `models` says which models, of which versions, a build holds. */
  build: { version: Generated<number>; models: string; position: number };
  /** One row, so that a reader sees a new build whole or not at all. */
  pointer: { id: number; live: number | null; previous: number | null };
  view: { name: string; version: number; dossier: string; position: number; document: string };
  folded: { version: number; dossier: string; position: number; day: string };
  parked: { version: number; consumer: string; position: number; reason: string; since: string };
}

export const MIGRATIONS: readonly Migration<ViewTables>[] = [firstTables];

async function firstTables(db: Kysely<ViewTables>, words: SchemaWords): Promise<void> {
  const { text, number, counting, tableEnd, keyedTableEnd } = words;
  const { schema } = db;
  const required = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull();
  await schema
    .createTable('build')
    .addColumn('version', 'integer', (column) => counting(column.primaryKey()))
    .addColumn('models', text, required)
    .addColumn('position', number, required)
    .modifyEnd(tableEnd)
    .execute();
  await schema
    .createTable('pointer')
    .addColumn('id', 'integer', (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn('live', 'integer')
    .addColumn('previous', 'integer')
    .modifyEnd(tableEnd)
    .execute();
  await db.insertInto('pointer').values({ id: 1, live: null, previous: null }).execute();
  await schema
    .createTable('view')
    .addColumn('name', text, required)
    .addColumn('version', 'integer', required)
    .addColumn('dossier', text, required)
    .addColumn('position', number, required)
    .addColumn('document', text, required)
    .addPrimaryKeyConstraint('view_key', ['name', 'version', 'dossier'])
    .modifyEnd(keyedTableEnd)
    .execute();
  await schema
    .createTable('folded')
    .addColumn('version', 'integer', required)
    .addColumn('dossier', text, required)
    .addColumn('position', number, required)
    .addColumn('day', text, required)
    .addPrimaryKeyConstraint('folded_key', ['version', 'dossier'])
    .modifyEnd(keyedTableEnd)
    .execute();
  await schema
    .createTable('parked')
    .addColumn('version', 'integer', required)
    .addColumn('consumer', text, required)
    .addColumn('position', number, required)
    .addColumn('reason', text, required)
    .addColumn('since', text, required)
    .addPrimaryKeyConstraint('parked_key', ['version', 'consumer'])
    .modifyEnd(keyedTableEnd)
    .execute();
}
