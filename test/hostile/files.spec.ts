import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { EXIT } from '../../apps/cli/src/exit.js';
import {
  started,
  cli,
  copyOf,
  here,
  mounting,
  newFolder,
  newPlace,
  removeFolders,
  URGENCY,
  type Ended,
  type Place,
} from './cli-kit.js';

/** Files, folders and flags that are wrong: a Dutch sentence, the documented exit code, and nothing half done. */

let whole: Place;
let urgency: string;
beforeAll(async () => {
  whole = await newPlace();
  urgency = join(newFolder(), 'urgentie.json');
  writeFileSync(urgency, URGENCY);
}, 60_000);
afterAll(removeFolders);

function expectWords({ code, stdout, stderr }: Ended, exit: number, refusal?: string): void {
  expect([stderr.slice(0, 1_500), code]).toEqual([stderr.slice(0, 1_500), exit]);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/\n\s+at |node:internal|\.js:\d+|Error:|undefined/);
  const { code: told, detail } = JSON.parse(stderr) as {
    code: string;
    detail: string;
  };
  expect(told).toMatch(refusal === undefined ? /^[A-Z][A-Z0-9_]+$/ : new RegExp(`^${refusal}$`));
  expect(detail).toMatch(/^\S+ .*[.…]$/s);
}
const sizeOf = (folder: string): number => {
  const db = new DatabaseSync(join(folder, 'log.db'), { readOnly: true });
  try {
    return (db.prepare('SELECT count(*) AS size FROM entry').get() as { size: number }).size;
  } finally {
    db.close();
  }
};
const actArgs = ({ folder, token }: Place): readonly string[] => [
  ...['act', 'urgenties/vaststellen', '--data', folder, '--token', token, '--json'],
];
const act = (place: Place, stdin: string | Buffer = URGENCY): Promise<Ended> => here(actArgs(place), { stdin });
/** The same in a process of its own, for what is about processes. */
const actApart = (place: Place, within: readonly string[] = []): Promise<Ended> =>
  cli(actArgs(place), { stdin: URGENCY, within });
const file = (place: Place, name: string): string => join(place.folder, name);
/** Everything in the folder, byte for byte, but for what SQLite keeps beside a database. */
const contents = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter(
        (name) => /^(log|keys|access|guard)\.db$|^master\.key$/.test(name) && statSync(join(folder, name)).isFile(),
      )
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );

function foreignDatabase(path: string, pragmas = ''): void {
  rmSync(path, { force: true });
  const db = new DatabaseSync(path);
  db.exec(`CREATE TABLE something (a INTEGER); ${pragmas}`);
  db.close();
}
function setPragma(path: string, pragma: string): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA ${pragma}`);
  db.close();
}
function asFolder(path: string): void {
  rmSync(path, { force: true });
  mkdirSync(path);
}

const mount = mounting();
function mounter(): readonly string[] {
  if (mount !== undefined) return mount;
  throw new Error('A full and a read-only disk are tested on a mount: this needs unshare, as root or by sudo.');
}
/** On a machine where nothing may be mounted these are named as skipped; continuous integration has to run them. */
const itMounted = mount === undefined && process.env['CI'] === undefined ? it.skip : it;

describe('a data folder in which something is wrong', () => {
  const spoiled: readonly [string, string, string, (place: Place) => void][] = [
    [
      'a log that was cut in half',
      'log.db',
      'LOG_DAMAGED',
      (place) => truncateSync(file(place, 'log.db'), Math.floor(statSync(file(place, 'log.db')).size / 2)),
    ],
    [
      'a log of a hundred bytes',
      'log.db',
      'LOG_DAMAGED|LOG_NOT_OURS',
      (place) => truncateSync(file(place, 'log.db'), 100),
    ],
    ['a log without bytes', 'log.db', 'LOG_DAMAGED', (place) => truncateSync(file(place, 'log.db'), 0)],
    [
      'a text in the place of the log',
      'log.db',
      'LOG_NOT_OURS',
      (place) => writeFileSync(file(place, 'log.db'), 'Dit is een brief.\n'.repeat(100)),
    ],
    [
      'a database of something else in the place of the log',
      'log.db',
      'LOG_NOT_OURS',
      (place) => foreignDatabase(file(place, 'log.db'), 'PRAGMA application_id = 7'),
    ],
    [
      'a log of a newer version',
      'log.db',
      'LOG_NEWER_VERSION',
      (place) => setPragma(file(place, 'log.db'), 'user_version = 99'),
    ],
    ['a folder in the place of the log', 'log.db', 'LOG_.*', (place) => asFolder(file(place, 'log.db'))],
    ['no key file', 'keys.db', 'KEYS_MISSING', (place) => rmSync(file(place, 'keys.db'))],
    ['a key file without bytes', 'keys.db', 'KEYS_.*', (place) => truncateSync(file(place, 'keys.db'), 0)],
    [
      'a text in the place of the keys',
      'keys.db',
      'KEYS_NOT_OURS',
      (place) => writeFileSync(file(place, 'keys.db'), 'sleutel '.repeat(900)),
    ],
    [
      'a database of something else in the place of the keys',
      'keys.db',
      'KEYS_NOT_OURS',
      (place) => foreignDatabase(file(place, 'keys.db'), 'PRAGMA application_id = 7'),
    ],
    [
      'keys of a newer version',
      'keys.db',
      'KEYS_NEWER_VERSION',
      (place) => setPragma(file(place, 'keys.db'), 'user_version = 99'),
    ],
    ['a folder in the place of the keys', 'keys.db', 'KEYS_.*', (place) => asFolder(file(place, 'keys.db'))],
    ['no master key', 'master.key', 'KEYS_MASTER_MISSING', (place) => rmSync(file(place, 'master.key'))],
    ['half a master key', 'master.key', 'KEYS_MASTER_INVALID', (place) => truncateSync(file(place, 'master.key'), 40)],
    ['an empty master key', 'master.key', 'KEYS_MASTER_INVALID', (place) => truncateSync(file(place, 'master.key'), 0)],
    [
      'a folder in the place of the master key',
      'master.key',
      'KEYS_.*',
      (place) => asFolder(file(place, 'master.key')),
    ],
    [
      'a text in the place of the tokens',
      'access.db',
      'TOKENS_.*',
      (place) => {
        // SQLite would read what stands in the write-ahead log over the text, and all would be well.
        rmSync(file(place, 'access.db-wal'), { force: true });
        writeFileSync(file(place, 'access.db'), 'token '.repeat(900));
      },
    ],
    [
      'a text in the place of what was signed last',
      'guard.db',
      'LOG_IO',
      (place) => writeFileSync(file(place, 'guard.db'), 'ondertekend '.repeat(900)),
    ],
    [
      'a folder in the place of what was signed last',
      'guard.db',
      'LOG_IO',
      (place) => asFolder(file(place, 'guard.db')),
    ],
    ['a folder in the place of the tokens', 'access.db', 'TOKENS_.*', (place) => asFolder(file(place, 'access.db'))],
  ];
  it.each(spoiled)(
    '%s: says what to do and changes nothing',
    async (_name, _file, code, spoil) => {
      const place = copyOf(whole);
      spoil(place);
      const before = contents(place.folder);
      expectWords(await act(place), EXIT.unavailable, code);
      expect(contents(place.folder)).toEqual(before);
      const doctor = await here(['doctor', '--data', place.folder, '--json']);
      expect([doctor.code, doctor.stderr]).toEqual([EXIT.unavailable, '']);
      expect(doctor.stdout).not.toMatch(/\n\s+at |Error:/);
      expect(contents(place.folder)).toEqual(before);
    },
    30_000,
  );

  it('keys of another log: what is sealed stays sealed, and that is said', async () => {
    const other = await newPlace();
    for (const [names, code] of [
      [['keys.db'], 'KEYS_MASTER_WRONG'],
      [['master.key'], 'KEYS_MASTER_WRONG'],
      // Both fit each other, and every value of this log would read as erased.
      [['keys.db', 'master.key'], 'KEYS_OF_OTHER_LOG'],
    ] as const) {
      const place = copyOf(whole);
      for (const name of names) copyFileSync(file(other, name), file(place, name));
      const before = contents(place.folder);
      expectWords(await act(place), EXIT.unavailable, code);
      expectWords(await here(['programmes', '--data', place.folder, '--json']), EXIT.unavailable, code);
      expectWords(await here(['rebuild', '--data', place.folder, '--json']), EXIT.unavailable, code);
      expect(contents(place.folder)).toEqual(before);
    }
  }, 90_000);

  it('keys that are older than the log: doctor tells, since what misses its key reads as erased', async () => {
    const place = copyOf(whole);
    const older = join(newFolder(), 'keys.db');
    copyFileSync(file(place, 'keys.db'), older);
    expect((await here([...actArgs(place).slice(0, -1)], { stdin: URGENCY })).code).toBe(EXIT.done);
    expect((await here(['doctor', '--data', place.folder, '--json'])).code).toBe(EXIT.done);
    copyFileSync(older, file(place, 'keys.db'));
    const doctor = await here(['doctor', '--data', place.folder, '--json']);
    expect(doctor.code).toBe(EXIT.unavailable);
    expect(doctor.stdout).toMatch(/"deel":"sleutels","goed":false.*ontbreekt de sleutel/);
  }, 90_000);

  it('a log that is gone while its keys are there is not made anew', async () => {
    const place = copyOf(whole);
    for (const name of readdirSync(place.folder)) if (name.startsWith('log.db')) rmSync(file(place, name));
    expectWords(await here(['init', '--data', place.folder, '--json']), EXIT.input, 'LOG_MISSING');
    expect(existsSync(file(place, 'log.db'))).toBe(false);
  });

  it('a log that another program holds: its name is told, and the next try works', async () => {
    const place = copyOf(whole);
    const server = started(['serve', '--data', place.folder, '--poort', '0', '--json']);
    try {
      const [line] = (await once(server.stdout, 'data')) as [Buffer];
      const { url } = JSON.parse(line.toString('utf8')) as { url: string };
      // A command goes through the server, and says who holds the log when the note of where it listens is not right.
      expect((await act(place)).code).toBe(EXIT.done);
      const note = readFileSync(file(place, 'server.json'), 'utf8');
      for (const wrong of ['', '{', '{"url":7}', '{"url":"http://127.0.0.1:9"}', '{"url":"file:///etc/passwd"}']) {
        writeFileSync(file(place, 'server.json'), wrong);
        expectWords(await act(place), EXIT.unavailable, 'LOG_LOCKED|SERVER_UNREACHABLE');
      }
      writeFileSync(file(place, 'server.json'), note);
      const again = await here(['serve', '--data', place.folder, '--poort', '0', '--json']);
      expectWords(again, EXIT.unavailable, 'LOG_LOCKED');
      expect(again.stderr).toContain(String(server.pid));
      expect((await fetch(`${url}/v1/gezondheid`)).status).toBe(200);
    } finally {
      server.kill('SIGKILL');
      await once(server, 'close');
    }
    expect((await act(place)).code).toBe(EXIT.done);
  }, 90_000);

  it('a text in the place of the key that signs: the server says so and ends', async () => {
    const place = copyOf(whole);
    writeFileSync(file(place, 'log.key'), 'een brief');
    expectWords(await cli(['serve', '--data', place.folder, '--poort', '0', '--json']), EXIT.unavailable, 'LOG_IO');
    expect(readFileSync(file(place, 'log.key'), 'utf8')).toBe('een brief');
  }, 90_000);

  it('a log that a tool of somebody else has locked', async () => {
    const place = copyOf(whole);
    const db = new DatabaseSync(file(place, 'log.db'));
    db.exec('BEGIN EXCLUSIVE');
    expectWords(await act(place), EXIT.unavailable, 'LOG_LOCKED');
    db.exec('ROLLBACK');
    db.close();
    expect((await act(place)).code).toBe(EXIT.done);
  }, 90_000);

  itMounted(
    'a disk that may not be written',
    async () => {
      const place = copyOf(whole);
      const before = contents(place.folder);
      const within = [
        ...mounter(),
        'sh',
        '-c',
        'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"',
        place.folder,
      ];
      const [acted, tokened, begun] = await Promise.all([
        actApart(place, within),
        cli(['token', 'maak', '--data', place.folder, '--persoon', 'p-2', '--functie', 'AO', '--json'], { within }),
        cli(['init', '--data', join(place.folder, 'nieuw'), '--json'], {
          within,
        }),
      ]);
      expectWords(acted, EXIT.unavailable, '.*READ_ONLY|LOG_IO|KEYS_IO');
      expectWords(tokened, EXIT.unavailable, 'TOKENS_READ_ONLY');
      expectWords(begun, EXIT.unavailable, 'READ_ONLY');
      expect(contents(place.folder)).toEqual(before);
    },
    20_000,
  );

  itMounted(
    'a disk that is full: nothing is recorded, and with room again all is as it was',
    async () => {
      const place = copyOf(whole);
      const before = sizeOf(place.folder);
      const disk = newFolder();
      const script = `mount -t tmpfs -o size=8m tmpfs "${disk}" && cp -r "${place.folder}/." "${disk}/" && (dd if=/dev/zero of="${disk}/vol" bs=4k 2>/dev/null; true) && ("$@"; echo $? > "${place.folder}/uitkomst"); rm "${disk}/vol"; cp -r "${disk}/." "${place.folder}/"; chown -R --reference="${place.folder}" "${place.folder}"; exit "$(cat "${place.folder}/uitkomst")"`;
      const ended = await actApart({ ...place, folder: disk }, [...mounter(), 'sh', '-c', script, 'sh']);
      expectWords(ended, EXIT.unavailable, '(LOG|KEYS|TOKENS|VIEWS)_DISK_FULL|LOG_IO|DISK_FULL');
      expect(sizeOf(place.folder)).toBe(before);
      expect((await act(place)).code).toBe(EXIT.done);
      expect(sizeOf(place.folder)).toBeGreaterThan(before);
    },
    20_000,
  );

  itMounted(
    'a disk that is full from the start: no half log stays behind',
    async () => {
      const disk = newFolder();
      const left = join(newFolder(), 'left.txt');
      const script = `mount -t tmpfs -o size=40k tmpfs "${disk}" && ("$@"; echo "$?" > "${left}.code"); ls "${disk}/data" > "${left}"; exit "$(cat "${left}.code")"`;
      const ended = await cli(['init', '--data', join(disk, 'data'), '--json'], {
        within: [...mounter(), 'sh', '-c', script, 'sh'],
      });
      expectWords(ended, EXIT.unavailable, '(LOG|KEYS|TOKENS)_DISK_FULL|DISK_FULL|KEYS_IO');
      expect(readFileSync(left, 'utf8').split('\n')).not.toContain('log.db');
    },
    20_000,
  );
});

describe('words on the line that are wrong', () => {
  const place = ['--data', 'DATA', '--token', 'TOKEN', '--json'];
  // Where the default mapping lies is known only to what was built.
  const mapped = [...place, '--mapping', join(__dirname, '../../libs/interchange/mappings/gmpp.json')];
  const cases: readonly [string, readonly string[], number, string?][] = [
    ['an unknown command', ['doe-iets', '--json'], EXIT.input],
    ['an unknown subcommand', ['token', 'weggooien', '--json'], EXIT.input],
    ['an unknown flag', ['act', '--geheim', '--json'], EXIT.input],
    ['a flag without its value', ['act', '--json', '--bestand'], EXIT.input],
    ['a missing argument', ['report', '--json'], EXIT.input],
    ['a missing flag', ['token', 'maak', '--json'], EXIT.input],
    ['too many arguments', ['programmes', 'een', 'twee', '--json'], EXIT.input],
    ['an unknown act', ['act', 'iets/anders', ...place], EXIT.input, 'ACT_UNKNOWN'],
    ['an act named __proto__', ['act', '__proto__', ...place], EXIT.input, 'ACT_UNKNOWN'],
    ['no programme', ['act', 'programmas/starten', ...place], EXIT.input, 'PROGRAMME_MISSING'],
    [
      'a number that leads up',
      ['act', 'voorstellen/indienen', ...place, '--programma', 'P', '--nummer', '../../x', '--bestand', 'URGENTIE'],
      EXIT.input,
    ],
    [
      'a programme that leads up',
      ['act', 'programmas/starten', ...place, '--programma', '../../organisatie', '--bestand', 'URGENTIE'],
      EXIT.input,
      'NOT_FOUND',
    ],
    ['a programme of dots', ['report', 'collegerapportage', '..', ...place], EXIT.input],
    ['an unknown report', ['report', 'onzin', 'P', ...place], EXIT.input, 'NOT_FOUND'],
    [
      'a day that is none',
      ['report', 'collegerapportage', 'P', ...place, '--peildatum', '2026-02-30'],
      EXIT.input,
      'DAY_INVALID',
    ],
    ['a moment that is none', ['report', 'collegerapportage', 'P', ...place, '--bekend', 'gisteren'], EXIT.input],
    ['a position that is none', ['log', ...place, '--na', 'x'], EXIT.input, 'NUMBER_INVALID'],
    ['no token', ['programmes', '--data', 'DATA', '--json'], EXIT.token, 'TOKEN_REQUIRED'],
    ['a wrong token', ['programmes', '--data', 'DATA', '--token', 'bsp_x', '--json'], EXIT.token, 'TOKEN_REQUIRED'],
    ['a token with a line break', ['programmes', '--data', 'DATA', '--token', 'a\r\nX: y', '--json'], EXIT.token],
    ['a key with a line break', ['act', 'urgenties/vaststellen', ...place, '--sleutel', 'a\r\nX: y'], EXIT.input],
    [
      'an unknown function',
      ['token', 'maak', '--data', 'DATA', '--persoon', 'p', '--functie', 'keizer', '--json'],
      EXIT.input,
      'ROLE_UNKNOWN',
    ],
    [
      'a person that is no reference',
      ['token', 'maak', '--data', 'DATA', '--persoon', 'Jan de Vries', '--functie', 'AO', '--json'],
      EXIT.input,
      'PERSON_INVALID',
    ],
    [
      'too many days',
      ['token', 'maak', '--data', 'DATA', '--persoon', 'p', '--functie', 'AO', '--dagen', '1e9', '--json'],
      EXIT.input,
      'DAYS_INVALID',
    ],
    ['a token that is not there', ['token', 'intrekken', 'x', '--data', 'DATA', '--json'], EXIT.input, 'TOKEN_UNKNOWN'],
    ['a port that is none', ['serve', '--data', 'DATA', '--poort', 'x', '--json'], EXIT.input, 'PORT_INVALID'],
    ['an empty port', ['serve', '--data', 'DATA', '--poort', '', '--json'], EXIT.input, 'PORT_INVALID'],
    [
      'an address that is none',
      ['serve', '--data', 'DATA', '--host', '999.1.1.1', '--poort', '0', '--json'],
      EXIT.input,
      'ADDRESS_INVALID',
    ],
    ['a log that is there already', ['init', '--data', 'DATA', '--json'], EXIT.input, 'ALREADY_INITIALISED'],
    ['an OIN that is none', ['init', '--data', 'NIEUW', '--oin', '1', '--json'], EXIT.input, 'OIN_INVALID'],
    ['no log', ['programmes', '--data', 'NERGENS', '--json'], EXIT.input, 'NOT_INITIALISED'],
    ['no log to serve', ['serve', '--data', 'NERGENS', '--poort', '0', '--json'], EXIT.input, 'NOT_INITIALISED'],
    [
      'no log to read history into',
      ['import', 'history', 'LEEG', '--programma', 'd-x', '--data', 'NERGENS', '--json'],
      EXIT.input,
    ],
    ['no log to read a portfolio into', ['import', 'portfolio', 'LEEG', '--data', 'NERGENS', '--json'], EXIT.input],
    ['no log to build views of', ['rebuild', '--data', 'NERGENS', '--json'], EXIT.input, 'NOT_INITIALISED'],
    ['a file in the place of the folder', ['programmes', '--data', 'BESTAND', '--json'], EXIT.input, 'NOT_INITIALISED'],
    ['a file in the place of a new folder', ['init', '--data', 'BESTAND', '--json'], EXIT.input, 'FOLDER_INVALID'],
    ['a file above a new folder', ['init', '--data', 'BESTAND/data', '--json'], EXIT.input, 'FOLDER_INVALID'],
    [
      'a demo over somebody’s own folder',
      ['demo', '--once', '--data', 'DATA', '--json'],
      EXIT.input,
      'FOLDER_NOT_OURS',
    ],
    ['a demo over a file', ['demo', '--once', '--data', 'BESTAND', '--json'], EXIT.input, 'FOLDER_NOT_OURS'],
    [
      'a demo on a port that is none',
      ['demo', '--poort', 'x', '--data', 'NIEUW', '--json'],
      EXIT.input,
      'PORT_INVALID',
    ],
    ['an import of nothing', ['import', 'portfolio', ...place], EXIT.input],
    [
      'an import of a file that is not there',
      ['import', 'portfolio', 'NERGENS', ...mapped],
      EXIT.input,
      'FILE_MISSING',
    ],
    ['an import of a folder', ['import', 'portfolio', 'MAP', ...mapped], EXIT.input, 'FILE_IS_FOLDER'],
    ['an import of an empty file', ['import', 'portfolio', 'LEEG', ...mapped], EXIT.input],
    ['an import of no table', ['import', 'portfolio', 'BINAIR', ...mapped], EXIT.input],
    [
      'an import with a mapping that is not there',
      ['import', 'portfolio', 'LEEG', '--mapping', 'NERGENS', ...place],
      EXIT.input,
      'FILE_MISSING',
    ],
    [
      'an import with a mapping that is a folder',
      ['import', 'portfolio', 'LEEG', '--mapping', 'MAP', ...place],
      EXIT.input,
      'FILE_IS_FOLDER',
    ],
    [
      'an import with a mapping that is no JSON',
      ['import', 'portfolio', 'LEEG', '--mapping', 'BINAIR', ...place],
      EXIT.input,
    ],
    [
      'history from a file that is not there',
      ['import', 'history', 'NERGENS', '--programma', 'd-x', ...place],
      EXIT.input,
      'FILE_MISSING',
    ],
    [
      'history from a folder',
      ['import', 'history', 'MAP', '--programma', 'd-x', ...place],
      EXIT.input,
      'FILE_IS_FOLDER',
    ],
    ['history from a file of bytes', ['import', 'history', 'BINAIR', '--programma', 'd-x', ...place], EXIT.input],
    [
      'an act from a file that is not there',
      ['act', 'urgenties/vaststellen', '--bestand', 'NERGENS', ...place],
      EXIT.input,
      'FILE_MISSING',
    ],
    [
      'an act from a folder',
      ['act', 'urgenties/vaststellen', '--bestand', 'MAP', ...place],
      EXIT.input,
      'FILE_IS_FOLDER',
    ],
    ['an act from an empty file', ['act', 'urgenties/vaststellen', '--bestand', 'LEEG', ...place], EXIT.input],
    ['an act from a file of bytes', ['act', 'urgenties/vaststellen', '--bestand', 'BINAIR', ...place], EXIT.input],
    [
      'an act from a file without end',
      ['act', 'urgenties/vaststellen', '--bestand', '/dev/zero', ...place],
      EXIT.input,
      'TOO_LARGE',
    ],
    [
      'a report into a folder',
      ['report', 'collegerapportage', 'P', '--uit', 'MAP', ...place.slice(0, 4), '--json'],
      EXIT.input,
      'FILE_IS_FOLDER',
    ],
    [
      'a report into a folder that is not there',
      ['report', 'collegerapportage', 'P', '--uit', 'NERGENS/x.html', ...place],
      EXIT.input,
      'FILE_MISSING',
    ],
    [
      'a report onto a full disk',
      ['report', 'collegerapportage', 'P', '--uit', '/dev/full', ...place],
      EXIT.unavailable,
      'DISK_FULL',
    ],
  ];
  let paths: Readonly<Record<string, string>>;
  beforeAll(() => {
    const folder = newFolder();
    paths = {
      DATA: whole.folder,
      TOKEN: whole.token,
      P: whole.programme,
      URGENTIE: urgency,
      NERGENS: join(folder, 'nergens'),
      NIEUW: join(folder, 'nieuw'),
      BESTAND: join(folder, 'bestand.txt'),
      LEEG: join(folder, 'leeg.csv'),
      BINAIR: join(folder, 'binair.csv'),
      MAP: folder,
    };
    writeFileSync(paths['BESTAND']!, 'iets van iemand');
    writeFileSync(paths['LEEG']!, '');
    writeFileSync(paths['BINAIR']!, Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7 + 3) % 256)));
  });
  const filled = (word: string): string => word.replace(/^[A-Z]+(?=$|\/)/, (name) => paths[name] ?? name);

  // Whole rows: jest takes a parameter beyond the end of a row for its `done`, and waits for it.
  it.each(cases.map(([name, args, exit, code]) => [name, args, exit, code] as const))(
    '%s',
    async (_name, args, exit, code) => {
      const before = sizeOf(whole.folder);
      expectWords(await here(args.map(filled)), exit, code);
      expect(sizeOf(whole.folder)).toBe(before);
      expect(existsSync(paths['NIEUW']!) || existsSync(paths['NERGENS']!)).toBe(false);
      expect(readFileSync(paths['BESTAND']!, 'utf8')).toBe('iets van iemand');
    },
    30_000,
  );

  const inputs: readonly [string, string | Buffer][] = [
    ['nothing', ''],
    ['spaces', '  \n'],
    ['half JSON', '{"eigenaar":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['more than fits', `{"verklaring":"${'a'.repeat(70_000)}"}`],
    ['no end', 'a'.repeat(5_000_000)],
  ];
  it.each(inputs)(
    'an act of which standard input gives %s',
    async (_name, stdin) => {
      const before = sizeOf(whole.folder);
      expectWords(await act(whole, stdin), EXIT.input);
      expect(sizeOf(whole.folder)).toBe(before);
    },
    30_000,
  );

  it('says it in words as well as in JSON', async () => {
    for (const args of [['act', '--geheim'], ['programmes', '--data', paths['NERGENS']!], ['doe-iets']]) {
      const { code, stdout, stderr } = await here(args);
      expect([code, stdout]).toEqual([EXIT.input, '']);
      expect(stderr).toMatch(/^[A-Z].*\.\n$/);
    }
  }, 90_000);

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const place = await newPlace();
    const ended = await here(['serve', '--data', place.folder, '--poort', String(port), '--json']);
    server.close();
    expectWords(ended, EXIT.unavailable, 'PORT_TAKEN');
    expect(existsSync(join(place.folder, 'server.json'))).toBe(false);
    expect((await act(place)).code).toBe(EXIT.done);
  }, 90_000);

  it('an output that cannot be written', async () => {
    const [full, gone] = await Promise.all([
      cli(['act', '--json'], {
        within: ['sh', '-c', 'exec "$@" > /dev/full', 'sh'],
      }),
      cli(['act'], { within: ['sh', '-c', '"$@" | true', 'sh'] }),
    ]);
    expectWords(full, EXIT.unavailable, 'OUTPUT_CLOSED');
    expect(gone.stderr).not.toMatch(/\n\s+at |EPIPE/);
  }, 90_000);
});
