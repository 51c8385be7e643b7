// Puts older copies of a log back, and lets clones of it run, in every way that happens; then looks for two signatures
// that contradict each other.
//
// Where files were copied, the guard with them or not, no two such signatures may be made at all. Where a whole disk was
// put back or cloned, nothing on the machine knows better, and the key signs before the witness can be asked: there no
// two may be cosigned, none may be shown as the checkpoint of the log, and the server must find out and stop. How many
// were made all the same is printed: that is the exposure of whoever copies disks.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { built } from './check.mjs';
import { below } from './stored-log.mjs';

const MAX_ACTS = 8;
const SOON_MS = 20_000;
const POLL_MS = 20;
const CAUSE = 'De schijf is in de proef verloren gegaan.';

/** Plays every drill once per round, each in a world of its own with a witness, and counts what must never happen. */
export async function restore({ rounds, dist, progress = () => {} }) {
  const product = await modules(await built(dist));
  const root = mkdtempSync(join(tmpdir(), 'besluitspoor-restore-'));
  const drills = {};
  try {
    for (let round = 0; round < rounds; round++)
      for (const [nth, [name, drill]] of Object.entries(DRILLS).entries()) {
        const counted = (drills[name] ??= newCount());
        await playDrill(product, join(root, `${round}-${nth}`), drill, counted);
        progress(round * Object.keys(DRILLS).length + nth + 1, rounds * Object.keys(DRILLS).length);
      }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const total = (what, names = Object.keys(drills)) => names.reduce((sum, name) => sum + drills[name][what], 0);
  const filesCopied = Object.keys(drills).filter((name) => !DISK_COPIED.includes(name));
  const inconsistent = {
    cosigned: total('inconsistentCosigned'),
    shown: total('inconsistentShown'),
    signed: total('inconsistentSigned', filesCopied),
  };
  const failures = Object.values(inconsistent).reduce((sum, one) => sum + one, total('unexpected'));
  const exposure = total('inconsistentSigned', DISK_COPIED);
  return { fault: 'restore', rounds, failures, inconsistent, signedWithCopiedDisk: exposure, drills };
}

/** Drills in which the guard does not know better either. */
const DISK_COPIED = ['diskPutBack', 'diskCloned'];

const newCount = () => ({
  played: 0,
  refused: {},
  signatures: 0,
  /** Pairs of checkpoints of one name that no log can hold both, by who has seen them. */
  inconsistentSigned: 0,
  inconsistentShown: 0,
  inconsistentCosigned: 0,
  unexpected: 0,
});

async function modules(product) {
  const load = (path) => product.load(`apps/${path}.js`);
  const loaded = await Promise.all(
    [
      'server/src/runtime/runtime',
      'server/src/proof/start',
      'server/src/proof/log-key',
      'server/src/proof/publish',
      'server/src/backup/backup',
      'server/src/backup/restore',
      'server/src/backup/adopt-guard',
      'server/src/proof/guard',
      'server/src/proof/guard-place',
      'witness/src/folder',
      'witness/src/http',
      'witness/src/store',
      'witness/src/witness',
    ].map(load),
  );
  const [log, transparency] = await Promise.all(['event-log', 'transparency'].map(product.library));
  return Object.assign({}, ...loaded, log, transparency);
}

async function playDrill(product, root, drill, counted) {
  mkdirSync(root);
  const world = new World(product, root);
  try {
    await world.make();
    await drill(world, counted);
    await world.stopAll();
    await world.count(counted);
    counted.played++;
  } catch (error) {
    counted.unexpected++;
    (counted.words ??= []).push(error.stack ?? String(error));
  } finally {
    await world.end();
    rmSync(root, { recursive: true, force: true });
  }
}

/** A data folder, a witness of another organ, and every copy that a drill makes of the folder. */
class World {
  servers = new Map();
  /** What anybody could ask for: folder and note. */
  shown = [];

  constructor(product, root) {
    this.product = product;
    this.root = root;
  }
  at(...names) {
    return join(this.root, ...names);
  }

  async make() {
    const { openRuntime, openLogKey, initWitness, openWitness, WitnessStore, Witness, witnessServer } = this.product;
    await (await openRuntime({ folder: this.at('data') })).close();
    const { vkey, origin } = openLogKey(this.at('data', 'log.key'));
    this.origin = origin;
    const own = initWitness(this.at('witness'), 'getuige.example/raad', [vkey]);
    const { signer, logs, storeFile } = openWitness(this.at('witness'));
    this.store = new WitnessStore(storeFile);
    this.witness = witnessServer(new Witness({ logs, store: this.store, signer }));
    await new Promise((resolve) => this.witness.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${this.witness.address().port}`;
    const settings = { quorum: 1, witnesses: [{ organ: 'raad', vkey: own, url }] };
    writeFileSync(this.at('data', 'witnesses.json'), JSON.stringify(settings));
    keepEverySignature(this.at('data', 'guard.db'));
    keepEverySignature(storeFile, 'cosigned');
  }

  /** Opens a folder as the server does; gives why not when it refuses. */
  async start(name, guard = this.at(name, 'guard.db')) {
    const { openRuntime, startCheckpointer } = this.product;
    let runtime;
    try {
      runtime = await openRuntime({ folder: this.at(name), guardFile: guard });
    } catch (error) {
      if (error.code === undefined) throw error;
      return error.code;
    }
    this.servers.set(name, { runtime, checkpointer: await startCheckpointer(runtime) });
    return undefined;
  }
  async stop(name) {
    const { runtime, checkpointer } = this.servers.get(name);
    this.servers.delete(name);
    await checkpointer.stop();
    await runtime.close();
  }
  async stopAll() {
    for (const name of [...this.servers.keys()]) await this.stop(name);
  }
  async end() {
    await this.stopAll();
    this.witness?.closeAllConnections();
    if (this.witness !== undefined) await new Promise((resolve) => this.witness.close(resolve));
    this.store?.close();
  }

  /** Records something and signs it, and notes what a visitor would be shown. False when it was refused. */
  async act(name) {
    const { runtime, checkpointer } = this.servers.get(name);
    try {
      await runtime.engine.recordStreamHeads();
    } catch (error) {
      if (error.code === undefined) throw error;
      return false;
    }
    await checkpointer.signNow();
    if (checkpointer.shown !== undefined) this.shown.push({ name, note: checkpointer.shown.note });
    return true;
  }
  async acts(name) {
    for (let left = 1 + below(MAX_ACTS); left > 0; left--) if (!(await this.act(name))) return;
  }
  /** Signs what there is, also when it was recorded before the server had looked at its log. */
  async signed(name) {
    const { checkpointer } = this.servers.get(name);
    await checkpointer.ready;
    await checkpointer.signNow();
  }
  /** Waits until the witness has seen everything. */
  async cosigned(name) {
    await this.signed(name);
    const { checkpointer } = this.servers.get(name);
    await until(() => this.store.read(this.origin)?.size === checkpointer.checkpoint.size);
  }
  /** Waits until a server has noticed that it may not go on, or has had everything cosigned. */
  async settled(name) {
    await this.signed(name);
    const { checkpointer } = this.servers.get(name);
    const done = () => checkpointer.status().failure !== undefined || checkpointer.cosigners.cosigned !== undefined;
    await until(() => done() && (checkpointer.status().failure !== undefined || this.isCosigned(checkpointer)));
  }
  isCosigned({ checkpoint, cosigners }) {
    return checkpoint !== undefined && cosigners.cosigned?.size === checkpoint.size;
  }

  async count(counted) {
    const { parseCheckpoint, parseNote } = this.product;
    const read = ({ name, note }) => ({ name, ...parseCheckpoint(parseNote(Buffer.from(note)).text) });
    const folders = readdirSync(this.root, { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .map(({ name }) => name);
    const signed = folders.flatMap((name) => keptIn(this.at(name, 'guard.db')).map((note) => ({ name, note })));
    counted.signatures += new Set(signed.map(({ note }) => note)).size;
    const roots = new Map();
    for (const name of folders) roots.set(name, await this.rootsOf(name));
    const pairs = (notes) => inconsistentPairs(notes.map(read), roots);
    counted.inconsistentSigned += pairs(signed);
    counted.inconsistentShown += pairs(this.shown);
    counted.inconsistentCosigned += pairs(keptIn(this.at('witness', 'witness.db')).map((note) => ({ note })));
  }
  /** The root at each size of the log of a folder, from the bytes of its entries. */
  async rootsOf(name) {
    const { openSqliteReader, openFrontier, leafHash } = this.product;
    if (!exists(this.at(name, 'log.db'))) return [];
    const log = await openSqliteReader(this.at(name, 'log.db'));
    const frontier = openFrontier();
    const roots = [frontier.root().toString('hex')];
    for (const { bytes } of await log.readAll(undefined, 1_000)) {
      frontier.append(leafHash(bytes));
      roots.push(frontier.root().toString('hex'));
    }
    await log.close();
    return roots;
  }

  copy(from, to, without = []) {
    cpSync(this.at(from), this.at(to), { recursive: true });
    for (const name of without) rmSync(this.at(to, name), { force: true });
  }
  /** As a copy of a whole disk has it: nothing in the folder tells that it is a copy. */
  copyDisk(from, to) {
    this.copy(from, to);
    const guard = this.at(to, 'guard.db');
    this.product.draftPlace(guard, this.product.readGuard(guard).size).take();
  }
  /** Gives why not, when it refuses. */
  async adopt(name) {
    const { signal } = new AbortController();
    const guardFile = this.at(name, 'guard.db');
    try {
      await this.product.adoptGuard({ folder: this.at(name), guardFile, originalIsGone: true, signal });
    } catch (error) {
      if (error.code === undefined) throw error;
      return error.code;
    }
    return undefined;
  }
  backup(name) {
    const guardFile = this.at('data', 'guard.db');
    return this.product.makeBackup({
      folder: this.at('data'),
      target: this.at(name),
      guardFile,
      now: new Date().toISOString(),
    });
  }
  /** Gives why not, when it refuses. */
  async restore(backup, to, more = {}) {
    try {
      await this.product.restoreBackup({
        backup: this.at(backup),
        target: this.at(to),
        secrets: this.at('data'),
        guard: { file: this.at('data', 'guard.db'), stays: false },
        mirrors: [],
        signal: new AbortController().signal,
        ...more,
      });
    } catch (error) {
      if (error.code === undefined) throw error;
      return error.code;
    }
    keepEverySignature(this.at(to, 'guard.db'));
    return undefined;
  }
}

const exists = (file) => {
  try {
    new DatabaseSync(file, { readOnly: true }).close();
    return true;
  } catch {
    return false;
  }
};
async function until(what) {
  for (const end = Date.now() + SOON_MS; !what(); await sleep(POLL_MS))
    if (Date.now() > end) throw new Error(`did not happen in time: ${what}`);
}

/** Whatever a guard or a witness ever held stays beside it: what is signed is held there before anybody sees it. */
function keepEverySignature(file, table = 'guard') {
  const db = new DatabaseSync(file);
  db.exec(`
    CREATE TABLE IF NOT EXISTS kept (note TEXT NOT NULL);
    INSERT INTO kept SELECT note FROM ${table};
    CREATE TRIGGER kept_insert AFTER INSERT ON ${table} BEGIN INSERT INTO kept VALUES (NEW.note); END;
    CREATE TRIGGER kept_update AFTER UPDATE ON ${table} BEGIN INSERT INTO kept VALUES (NEW.note); END;`);
  db.close();
}
function keptIn(file) {
  if (!exists(file)) return [];
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const kept = db.prepare('SELECT DISTINCT note FROM kept').all();
    // A guard that moved holds a note that is no checkpoint.
    return kept.map(({ note }) => note).filter((note) => note.includes('\n\n\u2014 '));
  } finally {
    db.close();
  }
}

/** Two checkpoints of one name contradict each other when no log that there is holds both. */
function inconsistentPairs(checkpoints, roots) {
  const holds = (history, { size, root }) => history[size] === Buffer.from(root).toString('hex');
  const unique = [
    ...new Map(
      checkpoints.map((one) => [`${one.origin} ${one.size} ${Buffer.from(one.root).toString('hex')}`, one]),
    ).values(),
  ];
  let pairs = 0;
  for (const [at, one] of unique.entries())
    for (const other of unique.slice(at + 1))
      if (
        one.origin === other.origin &&
        ![...roots.values()].some((history) => holds(history, one) && holds(history, other))
      )
        pairs++;
  return pairs;
}

const refusing = (counted, code, ...expected) => {
  if (!expected.includes(code)) throw new Error(`expected ${expected.join(' or ')}, and it was ${code}`);
  counted.refused[code] = (counted.refused[code] ?? 0) + 1;
};

/** A log that goes on after something was kept of it. */
async function grown(world, keep) {
  await world.start('data');
  await world.acts('data');
  await world.cosigned('data');
  if (keep !== undefined) {
    await world.stop('data');
    await keep();
    await world.start('data');
  }
  await world.acts('data');
  await world.cosigned('data');
  await world.stop('data');
}

const DRILLS = {
  /** The files of the log are put back, the guard stands on another disk. */
  async olderLog(world, counted) {
    await grown(world, () => world.copy('data', 'older'));
    world.copy('older', 'back', ['guard.db']);
    refusing(counted, await world.start('back', world.at('data', 'guard.db')), 'LOG_ROLLED_BACK');
  },
  /** Everything is put back, the guard with it, elsewhere and then over what was there. */
  async olderEverything(world, counted) {
    await grown(world, () => world.copy('data', 'older'));
    refusing(counted, await world.start('older'), 'GUARD_COPIED');
    refusing(counted, await world.adopt('older'), 'ADOPT_CONTRADICTED');
    // What was signed stays known to who counts.
    world.copy('data', 'newest');
    world.copy('older', 'data');
    refusing(counted, await world.start('data'), 'GUARD_COPIED');
  },
  /** The folder moves by copying it, and says so when the original is gone. */
  async moved(world, counted) {
    await grown(world);
    world.copy('data', 'elsewhere');
    rmSync(world.at('data'), { recursive: true });
    refusing(counted, await world.start('elsewhere'), 'GUARD_COPIED');
    const failed = await world.adopt('elsewhere');
    if (failed !== undefined) throw new Error(`the copy could not be adopted: ${failed}`);
    await world.start('elsewhere');
    await world.acts('elsewhere');
    await world.cosigned('elsewhere');
  },
  /** A whole disk is put back: only the witness knows better. */
  async diskPutBack(world, counted) {
    await grown(world, () => world.copyDisk('data', 'older'));
    await world.start('older');
    // At once, before anybody could have answered.
    await world.acts('older');
    await world.settled('older');
    if (world.servers.get('older').checkpointer.status().failure === undefined) throw new Error('nothing was noticed');
    refusing(counted, await refusedAct(world, 'older'), 'LOG_ROLLED_BACK', 'LOG_FORKED');
  },
  /** By the command, with everything that there is: first it refuses, and then the mirror brings back what is missing. */
  async olderBackup(world, counted) {
    await grown(world, () => world.backup('kept'));
    refusing(counted, await world.restore('kept', 'back'), 'RESTORE_OLDER');
    await world.start('data');
    const { runtime, checkpointer } = world.servers.get('data');
    await checkpointer.ready;
    const { log } = runtime;
    await world.product.publish(world.at('mirror'), log, checkpointer.tree, checkpointer.checkpoint.note);
    await world.stop('data');
    const failed = await world.restore('kept', 'back', { mirrors: [world.at('mirror')] });
    if (failed !== undefined) throw new Error(`the mirror did not help: ${failed}`);
    // The old folder is a clone now, and may not sign beside the new one.
    refusing(counted, await world.start('data'), 'LOG_ROLLED_BACK');
    await world.start('back');
    await world.acts('back');
    await world.cosigned('back');
  },
  /** The other way: another log, under another name. */
  async successor(world) {
    await grown(world, () => world.backup('kept'));
    const failed = await world.restore('kept', 'back', { successor: { cause: CAUSE } });
    if (failed !== undefined) throw new Error(`no successor was opened: ${failed}`);
    await world.start('back');
    await world.acts('back');
  },
  /** Two servers on two copies of the folder, with one guard between them. */
  async clonesOneGuard(world, counted) {
    await grown(world);
    world.copy('data', 'clone', ['guard.db']);
    const guard = world.at('data', 'guard.db');
    await world.start('data', guard);
    await world.start('clone', guard);
    await Promise.all([world.acts('data'), world.acts('clone')]);
    await Promise.all([world.signed('data'), world.signed('clone')]);
    const failed = ['data', 'clone'].filter(
      (name) => world.servers.get(name).checkpointer.status().failure !== undefined,
    );
    if (failed.length === 0) throw new Error('both signed');
    counted.refused.secondServer = (counted.refused.secondServer ?? 0) + failed.length;
  },
  /** Two servers on two copies of everything, and no witness. */
  async clonesTwoGuards(world, counted) {
    await grown(world);
    rmSync(world.at('data', 'witnesses.json'));
    world.copy('data', 'clone');
    const started = await Promise.all([world.start('data'), world.start('clone')]);
    if (started[0] !== undefined) throw new Error(`the original does not go on: ${started[0]}`);
    refusing(counted, started[1], 'GUARD_COPIED');
    await world.acts('data');
    await world.signed('data');
  },
  /** Two servers on two copies of a disk: their guards know nothing of each other, the witness does. */
  async diskCloned(world, counted) {
    await grown(world);
    world.copyDisk('data', 'clone');
    await world.start('data');
    await world.start('clone');
    await Promise.all([world.acts('data'), world.acts('clone')]);
    await Promise.all([world.settled('data'), world.settled('clone')]);
    const failed = ['data', 'clone'].filter(
      (name) => world.servers.get(name).checkpointer.status().failure !== undefined,
    );
    if (failed.length === 0) throw new Error('both were cosigned');
    counted.refused.byWitness = (counted.refused.byWitness ?? 0) + failed.length;
  },
};

async function refusedAct(world, name) {
  try {
    await world.servers.get(name).runtime.engine.recordStreamHeads();
    return undefined;
  } catch (error) {
    return error.code;
  }
}
