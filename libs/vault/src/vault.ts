import { createHmac } from 'node:crypto';
import { discloseEntry } from './disclosing.js';
import { openEntry } from './opening.js';
import { sealEntry } from './entry.js';
import { lengthPrefixed } from './ids.js';
import { canonicalize } from './jcs.js';
import type { Keyring } from './keyring.js';
import type { Vault } from './port.js';
import { pooledRandom, type RandomSource } from './random.js';

/** 128 bits: two people of one municipality never share a pseudonym. */
const ACTOR_REF_BYTES = 16;

export interface VaultOptions {
  readonly keyring: Keyring;
  /** For golden entries only; everything else takes the system's. */
  readonly random?: RandomSource;
}

/** The vault over a keyring; closing it closes the keyring. */
export function openVault({ keyring, random = pooledRandom() }: VaultOptions): Vault {
  return {
    seal: (draft) => sealEntry(draft, keyring, random),
    introduceKeys({ envelope, genericKey, sealed }) {
      if (envelope === 'confidential') keyring.keyFor(genericKey);
      for (const { key } of sealed) keyring.keyFor(key);
    },
    flushKeys: () => keyring.flush(),
    forgetKeys: () => keyring.forgetCached(),
    open: (entry, mayOpen) => openEntry(entry, keyring, mayOpen),
    disclose: (entry, mayOpen) => discloseEntry(entry, keyring, mayOpen),
    actorRef(person, dossier) {
      const mac = createHmac('sha256', keyring.actorKey)
        .update(lengthPrefixed([person, dossier]))
        .digest();
      return `a-${mac.toString('hex', 0, ACTOR_REF_BYTES)}`;
    },
    commandMac: (payload) => createHmac('sha256', keyring.commandKey).update(canonicalize(payload), 'utf8').digest(),
    keyIdOf: (ref) => keyring.idOf(ref),
    destroyKey: (ref) => keyring.destroyKey(ref).scrubbed,
    close: () => keyring.close(),
  };
}
