import { LOG_STREAM } from '#dossier';
import type { LogReader } from '#event-log';
import type { Vault } from '#vault';
import { ConfigurationInvalid } from '../config/configuration.js';
import { SETTINGS } from '../config/settings.js';

/** What records, by the OIN of its municipality; all zeros as long as nobody said which it is. */
export const sourceOf = (oin: string): string => `urn:nld:oin:${oin}:systeem:besluitspoor`;
const UNNAMED = sourceOf(SETTINGS.oin.standard);

const oinOf = (source: string): string => /^urn:nld:oin:(\d{20}):/.exec(source)?.[1] ?? source;

/**
 * What new entries say that they were recorded by. A log says so itself since its first entry, so that the setting is
 * needed only when a log is made. Throws ConfigurationInvalid when it is set, and to another municipality.
 */
export async function sourceFor(log: LogReader, vault: Vault, wanted: string): Promise<string> {
  const [first] = await log.readStream(LOG_STREAM, 0, 1);
  if (first === undefined) return wanted;
  const { source } = vault.open(first, () => false);
  if (wanted === source || wanted === UNNAMED) return source;
  if (source === UNNAMED) return wanted;
  const words = `Dit logboek is van OIN ${oinOf(source)}, en niet van ${oinOf(wanted)}. Haal deze instelling weg, of kies de map van het andere logboek.`;
  throw new ConfigurationInvalid([{ name: SETTINGS.oin.env!, code: 'OIN_DIFFERS', words }]);
}
