import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyring, openVault } from '#vault';
import { FILES, keyFilesOf } from '../runtime/files.js';
import { groupsWithoutKey, mustFitLog } from '../runtime/keys-fit.js';
import { isInitialised, logFileOf, openLogReader } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';

const OTHERS = 0o077;
/** What the system calls NFS, CIFS, SMB2 and FUSE (statfs(2)). */
const NETWORK_TYPES: ReadonlySet<number> = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x65735546]);

/** The keys: whether they are there, whose they are, and whether they fit this log and all of it. */
export const keys: Check = {
  part: 'sleutels',
  look: async (place) => {
    if (!isInitialised(place.folder)) return [];
    const files = (['masterKey', 'keys', 'logKey'] as const).map((name) => join(place.folder, FILES[name]));
    const open = [...files.flatMap(ofRights), ...ofSharing(place.folder, statfsSync(place.folder).type)];
    if (!existsSync(files[0]!))
      return [
        ...open,
        wrong(
          'KEYS_MASTER_MISSING',
          `${FILES.masterKey} ontbreekt.`,
          'Zet de hoofdsleutel terug uit uw eigen bewaarplaats.',
        ),
      ];
    return [...open, ...(await ofContent(place))];
  },
};

function ofRights(file: string): readonly Finding[] {
  if (process.platform === 'win32' || !existsSync(file) || (statSync(file).mode & OTHERS) === 0) return [];
  return [
    attention('KEY_FILE_OPEN', `Andere gebruikers mogen bij ${file}.`, `Sluit het bestand af: chmod 600 ${file}`),
  ];
}

/** Servers of one log share the keys by SQLite's locks, which a network file system may not hold (docs/adr/0016). */
export function ofSharing(folder: string, fileSystem: number): readonly Finding[] {
  if (logFileOf(folder) !== undefined || !NETWORK_TYPES.has(fileSystem)) return [];
  return [
    attention(
      'KEYS_ON_NETWORK',
      `${folder} staat op een netwerkschijf; daarop delen servers de sleutels alleen goed als vergrendelen er werkt.`,
      'Gebruik één machine, of een volume dat aan één machine tegelijk hangt.',
    ),
  ];
}

async function ofContent({ folder }: Place): Promise<readonly Finding[]> {
  const keyring = openKeyring({ ...keyFilesOf(folder), readOnly: true });
  const reader = await openLogReader(folder).catch((error: unknown) => {
    keyring.close();
    throw error;
  });
  try {
    await mustFitLog(reader, openVault({ keyring }));
    const lost = await groupsWithoutKey(reader, keyring);
    if (lost === 0) return [good('Compleet voor de laatste regels.')];
    return [
      wrong(
        'KEYS_OLDER_THAN_LOG',
        `Van ${lost} waarden ontbreekt de sleutel.`,
        `Is ${FILES.keys} een oudere kopie dan het logboek? Zet dan de nieuwste terug. Is het logboek van voor een wissing? Dan klopt het.`,
      ),
    ];
  } finally {
    keyring.close();
    await reader.close();
  }
}
