import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { openViewStore } from '#read-models';
import { describeWithPostgres } from '../kit/postgres.js';
import { startPostgres, type PostgresServer } from '../kit/postgres.mjs';
import { viewStoreContract, type TestViews } from './view-store.contract.js';

const START_SERVER_MS = 60_000;

async function inFile(): Promise<TestViews> {
  const folder = mkdtempSync(join(tmpdir(), 'besluitspoor-views-'));
  const file = join(folder, 'views.db');
  const url = `sqlite:${file}`;
  const store = await openViewStore(url);
  const sabotage = async (statement: string): Promise<void> => {
    const other = new DatabaseSync(file);
    other.exec(statement);
    other.close();
  };
  return {
    url,
    store,
    sabotage,
    pretendVersion: (version) => sabotage(`PRAGMA user_version = ${version}`),
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

viewStoreContract('sqlite', inFile);

describe('the file of the views', () => {
  it('is refused with words when it is somebody else’s, and left alone', async () => {
    const views = await inFile();
    await views.sabotage('PRAGMA application_id = 7');
    await expect(openViewStore(views.url)).rejects.toThrow('Verplaats wat er staat');
    await views.remove();
  });

  it('is made by nobody who only reads', async () => {
    const missing = join(tmpdir(), 'besluitspoor-no-views', 'views.db');
    await expect(openViewStore(`sqlite:${missing}`, { readOnly: true })).rejects.toThrow();
  });
});

describeWithPostgres('PostgreSQL', () => {
  let server: PostgresServer;
  let schemas = 0;
  beforeAll(async () => {
    server = await startPostgres();
  }, START_SERVER_MS);
  afterAll(() => server.stop());

  const inSchema = async (): Promise<TestViews> => {
    const schema = `views_${schemas++}`;
    const url = `${server.url}?schema=${schema}`;
    const store = await openViewStore(url);
    const sabotage = async (statement: string): Promise<void> => {
      const other = new pg.Client({ connectionString: server.url });
      await other.connect();
      await other.query(`set search_path to ${schema}`);
      await other.query(statement);
      await other.end();
    };
    return {
      url,
      store,
      sabotage,
      pretendVersion: (version) => sabotage(`update migration set version = ${version}`),
      remove: () => store.close(),
    };
  };

  viewStoreContract('postgresql', inSchema);
});
