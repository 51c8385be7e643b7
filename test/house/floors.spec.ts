import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Planted {
  what: string;
  filePath: string;
  text: string;
}

/** One per floor and per way around it: each must be rejected. */
const FORBIDDEN: Planted[] = [
  plant('the log imports the vault', 'libs/event-log/src/x.ts', `import { Vault } from '#vault'; Vault;`),
  plant('the log imports the domain', 'libs/event-log/src/x.ts', `import { decide } from '#governance'; decide;`),
  plant(
    'the log imports a framework',
    'libs/event-log/src/x.ts',
    `import { Injectable } from '@nestjs/common'; Injectable;`,
  ),
  plant(
    'the vault imports the domain',
    'libs/vault/src/x.ts',
    `import type { Role } from '#governance'; export type R = Role;`,
  ),
  plant(
    'the vault imports a framework',
    'libs/vault/src/x.ts',
    `import { Injectable } from '@nestjs/common'; Injectable;`,
  ),
  plant(
    'transparency imports the log',
    'libs/transparency/src/x.ts',
    `import { NO_STREAM } from '#event-log'; NO_STREAM;`,
  ),
  plant('transparency imports a package', 'libs/transparency/src/x.ts', `import { of } from 'rxjs'; of;`),
  plant('the domain imports the dossier', 'libs/governance/src/x.ts', `import { open } from '#dossier'; open;`),
  plant('the domain imports Node', 'libs/governance/src/x.ts', `import { readFileSync } from 'node:fs'; readFileSync;`),
  plant(
    'the domain imports Node by its old name',
    'libs/governance/src/x.ts',
    `import { randomUUID } from 'crypto'; randomUUID;`,
  ),
  plant(
    'the domain imports Nest',
    'libs/governance/src/x.ts',
    `import { Injectable } from '@nestjs/common'; Injectable;`,
  ),
  plant('the domain imports a database', 'libs/governance/src/x.ts', `import { Kysely } from 'kysely'; Kysely;`),
  plant('the domain imports a package lazily', 'libs/governance/src/x.ts', `export const x = () => import('node:fs');`),
  plant(
    'the domain borrows a type of Nest',
    'libs/governance/src/x.ts',
    `export type T = import('@nestjs/common').Type;`,
  ),
  plant('the dossier imports its neighbour', 'libs/dossier/src/x.ts', `import { run } from '#read-models'; run;`),
  plant('the views import their neighbour', 'libs/read-models/src/x.ts', `import { handle } from '#dossier'; handle;`),
  plant('the views import the reports', 'libs/read-models/src/x.ts', `import { render } from '#reports'; render;`),
  plant('access imports the reports', 'libs/access/src/x.ts', `import { render } from '#reports'; render;`),
  plant('interchange imports access', 'libs/interchange/src/x.ts', `import { token } from '#access'; token;`),
  plant('the reports import interchange', 'libs/reports/src/x.tsx', `import { read } from '#interchange'; read;`),
  plant(
    'a library imports an app',
    'libs/reports/src/x.ts',
    `import { main } from '../../../apps/server/src/main.js'; main;`,
  ),
  plant(
    'a library walks into another',
    'libs/dossier/src/x.ts',
    `import { a } from '../../governance/src/kernel/time.js'; a;`,
  ),
  plant(
    'a library climbs over the wall',
    'libs/dossier/src/x.ts',
    `import { a } from '../../../libs/vault/src/port.js'; a;`,
  ),
  plant(
    'a library enters by the window',
    'libs/dossier/src/x.ts',
    `import { a } from '#governance/kernel/time.js'; a;`,
  ),
  plant('a library exports what is above it', 'libs/governance/src/x.ts', `export * from '#dossier';`),
  plant('a spec stands on a higher floor', 'libs/governance/src/x.spec.ts', `import { open } from '#dossier'; open;`),
  plant(
    'an app walks into a library',
    'apps/server/src/x.ts',
    `import { a } from '../../../libs/vault/src/port.js'; a;`,
  ),
  plant('the server imports the command line', 'apps/server/src/x.ts', `import { a } from '../../cli/src/main.js'; a;`),
  plant(
    'the log loads the client of EventStoreDB for everybody',
    'libs/event-log/src/eventstoredb/x.ts',
    `import { EventStoreDBClient } from '@eventstore/db-client'; EventStoreDBClient;`,
  ),
  plant(
    'the log knows that client outside its folder',
    'libs/event-log/src/x.ts',
    `export const x = () => import('@eventstore/db-client');`,
  ),
  plant(
    'an app borrows a type of that client',
    'apps/server/src/x.ts',
    `import type { Position } from '@eventstore/db-client'; export type P = Position;`,
  ),
  plant('the domain asks the time', 'libs/governance/src/x.ts', `export const now = () => Date.now();`),
  plant('the domain makes a date of today', 'libs/governance/src/x.ts', `export const today = () => new Date();`),
  plant('the domain prints a date of today', 'libs/governance/src/x.ts', `export const today = () => Date();`),
  plant(
    'the domain asks Temporal',
    'libs/governance/src/x.ts',
    `declare const Temporal: any; export const t = () => Temporal.Now.instant();`,
  ),
  plant('the domain throws dice', 'libs/governance/src/x.ts', `export const dice = () => Math.random();`),
  plant('the domain makes its own ids', 'libs/governance/src/x.ts', `export const id = () => crypto.randomUUID();`),
];

/** What the same places may do; without these, a rule that rejects everything would pass too. */
const PERMITTED: Planted[] = [
  plant(
    'the vault speaks the log',
    'libs/vault/src/x.ts',
    `import type { NewEntry } from '#event-log'; export type E = NewEntry;`,
  ),
  plant(
    'the adapter loads its client when it is needed',
    'libs/event-log/src/eventstoredb/x.ts',
    `import type { Position } from '@eventstore/db-client'; export type P = Position; export const x = () => import('@eventstore/db-client');`,
  ),
  plant(
    'the domain validates',
    'libs/governance/src/x.ts',
    `import { IsInt } from 'class-validator'; export const rule = IsInt;`,
  ),
  plant(
    'the domain counts days',
    'libs/governance/src/x.ts',
    `import { Temporal } from 'temporal-polyfill'; export const T = Temporal;`,
  ),
  plant('the domain reads a given date', 'libs/governance/src/x.ts', `export const at = (ms: number) => new Date(ms);`),
  plant(
    'a slice reads another',
    'libs/governance/src/scope/x.ts',
    `import { a } from '../mandates/state.js'; export const b = a;`,
  ),
  plant(
    'a spec of the domain reads a file',
    'libs/governance/src/x.spec.ts',
    `import { readFileSync } from 'node:fs'; readFileSync;`,
  ),
  plant(
    'the dossier uses what is below',
    'libs/dossier/src/x.ts',
    `import { a } from '#governance'; import { b } from '#vault'; a; b;`,
  ),
  plant('the reports use the views', 'libs/reports/src/x.tsx', `import { a } from '#read-models'; export const b = a;`),
  plant(
    'the server uses everything',
    'apps/server/src/x.ts',
    `import { a } from '#dossier'; import { b } from '#reports'; a; b;`,
  ),
  plant(
    'the command line starts the server',
    'apps/cli/src/x.ts',
    `import { a } from '../../server/src/main.js'; export const b = a;`,
  ),
];

const FLOOR_RULE = /^no-restricted-|^parse/;

describe('the floors of the house', () => {
  const findings = lint([...FORBIDDEN, ...PERMITTED]);
  const brokenBy = (index: number) => findings[index]?.filter((rule) => FLOOR_RULE.test(rule)) ?? ['not linted'];

  test.each(FORBIDDEN.map(({ what }, index) => ({ what, index })))('rejected: $what', ({ index }) => {
    const broken = brokenBy(index);
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.filter((rule) => !rule.startsWith('no-restricted-'))).toEqual([]);
  });

  test.each(PERMITTED.map(({ what }, index) => ({ what, index })))('accepted: $what', ({ index }) => {
    expect(brokenBy(FORBIDDEN.length + index)).toEqual([]);
  });
});

function plant(what: string, filePath: string, text: string): Planted {
  return { what, filePath, text };
}

function lint(pieces: Planted[]): string[][] {
  const input = JSON.stringify(pieces.map(({ filePath, text }) => ({ filePath: join(ROOT, filePath), text })));
  const script = join(__dirname, 'lint-text.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], { input, encoding: 'utf8', cwd: ROOT });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}
