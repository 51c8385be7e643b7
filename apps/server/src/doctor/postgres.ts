import { fromEnvironment } from '../config/configuration.js';
import { withoutPassword, type StoreUrl } from '../config/urls.js';
import { good, wrong, type Check, type Finding, type Place } from './check.js';
import { skewFinding } from './clock.js';

const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;
/** Older ones are out of support. */
const VERSION_MIN = 140_000;

interface Row {
  readonly version: number;
  readonly text: string;
  readonly now: Date;
  readonly standby: boolean;
}

/** PostgreSQL, when views or sealed values are there: whether it answers, its version, and whether it may be written. */
export const postgres: Check = {
  part: 'PostgreSQL',
  look: async (place) => {
    const urls = [fromEnvironment('views'), fromEnvironment('sealed')].filter(isPostgres).map(({ url }) => url);
    return (await Promise.all([...new Set(urls)].map((url) => ofServer(url, place)))).flat();
  },
};
const isPostgres = (url: StoreUrl | undefined): url is StoreUrl & { readonly engine: 'postgres' } =>
  url?.engine === 'postgres';

async function ofServer(url: string, { nowMs }: Place): Promise<readonly Finding[]> {
  // Loaded only where it is used: whoever works on SQLite alone never needs the client.
  const { default: pg } = await import('pg');
  const limits = { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: QUERY_TIMEOUT_MS };
  const client = new pg.Client({ connectionString: url, ...limits });
  // What breaks after the answer is no news any more.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Row>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text,
        clock_timestamp() AS now, pg_is_in_recovery() AS standby`,
    );
    return ofRow(withoutPassword(url), rows[0]!, nowMs());
  } catch (error) {
    // The client's own words may hold the address with its password; its code does not.
    const code = (error as { readonly code?: unknown }).code;
    return [
      wrong(
        'POSTGRES_UNREACHABLE',
        `${withoutPassword(url)} geeft geen toegang${typeof code === 'string' ? ` (${code})` : ''}.`,
        'Kijk of de server draait, en of naam, wachtwoord en certificaat kloppen.',
      ),
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}

function ofRow(name: string, { version, text, now, standby }: Row, nowMs: number): readonly Finding[] {
  if (version < VERSION_MIN)
    return [wrong('POSTGRES_TOO_OLD', `${name} is versie ${text}.`, 'Gebruik PostgreSQL 14 of nieuwer.')];
  if (standby)
    return [
      wrong('POSTGRES_STANDBY', `${name} is een volger: daar kan niet worden geschreven.`, 'Noem de hoofdserver.'),
    ];
  return [good(`${name} antwoordt, versie ${text}.`), skewFinding('PostgreSQL', now.getTime() - nowMs)];
}
