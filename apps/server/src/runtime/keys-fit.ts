import { ENGINE_PSEUDONYM, LOG_STREAM } from '#dossier';
import type { LogReader, Position } from '#event-log';
import { KeyringUnavailable, type Keyring, type Vault } from '#vault';

/**
 * Refuses the keys of another log. Without this, everything that was sealed would read as erased: a key that is not
 * there is how erasure looks. The first entry tells: its actor is a keyed digest of a name that is always the same.
 */
export async function mustFitLog(log: LogReader, vault: Vault): Promise<void> {
  const [first] = await log.readStream(LOG_STREAM, 0, 1);
  if (first === undefined) return;
  if (vault.open(first, () => false).actorref === vault.actorRef(ENGINE_PSEUDONYM, LOG_STREAM)) return;
  throw new KeyringUnavailable(
    'KEYS_OF_OTHER_LOG',
    'De sleutels (keys.db en master.key) horen bij een ander logboek. Er is niets gelezen of vastgelegd. ' +
      'Zet de sleutels terug die bij dit logboek horen.',
  );
}

/** Only the newest entries are looked at: a copy of the keys that is too old lacks the keys that were made last. */
const LOOKED_AT = 1_000;

/**
 * How many of the newest sealed groups have no key. Erasure removes the group before its key, so this is no erasure:
 * the key file is an older copy than the log, or the log is a copy from before an erasure. Which of the two cannot be
 * told from here, and the second is lawful, so `doctor` tells it and nothing refuses it.
 */
export async function groupsWithoutKey(log: LogReader, keyring: Pick<Keyring, 'keyById'>): Promise<number> {
  const { position } = await log.head();
  if (position === undefined) return 0;
  const after = position >= LOOKED_AT ? ((position - LOOKED_AT) as Position) : undefined;
  const entries = await log.readAll(after, LOOKED_AT);
  return entries
    .flatMap(({ sealed }) => sealed)
    .filter(({ keyId, box }) => box.length > 0 && keyring.keyById(keyId) === undefined).length;
}
