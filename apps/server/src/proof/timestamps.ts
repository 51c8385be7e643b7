import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { LogUnavailable } from '#event-log';
import { fromEnvironment, programPath } from '../config/configuration.js';
import { fetchLimited, whyNoAnswer } from './fetch-limited.js';
import type { Guarded } from './guard.js';

/** Who says when a checkpoint was there (RFC 3161), and by which certificates that is believed. */
export interface TimestampPolicy {
  readonly url: string;
  /** PEM file with the root certificates of the authority, pinned by the operator. */
  readonly ca: string;
  /** PEM file with certificates between, for an authority that does not send them. */
  readonly untrusted?: string;
}
export interface Timestamp {
  /** How many entries the stamped checkpoint covers. */
  readonly size: number;
  /** When the authority says that it was there. */
  readonly time: string;
}
export interface TimestampStatus {
  readonly last: Timestamp | undefined;
  readonly failure: string | undefined;
}

/** A stable code and a Dutch sentence. */
export class TimestampRefused extends Error {
  constructor(
    readonly code: 'OPENSSL_MISSING' | 'TSA_UNAVAILABLE' | 'TIMESTAMP_INVALID' | 'TIMESTAMP_MISSING',
    message: string,
  ) {
    super(message);
  }
}

const SETTINGS_FILE = 'timestamps.json';
/** Beside the log: `<size>.checkpoint`, byte for byte what was stamped, and `<size>.tsr`, the answer of the authority. */
export const TIMESTAMPS_FOLDER = 'timestamps';
const TOKEN = /^([1-9][0-9]{0,15})\.tsr$/;
const TIME_LINE = /^Time stamp: (.+ GMT)$/m;
const EVERY_MS = 3_600_000;
const LOOK_EVERY_MS = 300_000;
const TIMEOUT_MS = 15_000;
const MAX_TOKEN_BYTES = 65_536;
const MAX_OUTPUT_BYTES = 1_048_576;
/**
 * A stamp bounds when entries were recorded, on five seconds (provability.md §3.5), of which a second goes to signing.
 * One that comes later, or by another clock, would make honest entries look back-dated, and is not kept.
 */
const MAX_STAMPING_DELAY_MS = 4_000;

/** The file in the data folder, or the one that the operator points to. Without a file there are no timestamps. */
export function readTimestampPolicy(folder: string): TimestampPolicy | undefined {
  const named = fromEnvironment('timestamps');
  const file = named ?? join(folder, SETTINGS_FILE);
  if (named === undefined && !existsSync(file)) return undefined;
  try {
    const { url, ca, untrusted } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<string, unknown>>;
    if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url))
      throw new Error('"url" is het http- of https-adres van een tijdstempeldienst.');
    if (untrusted !== undefined && typeof untrusted !== 'string') throw new Error('"untrusted" is een PEM-bestand.');
    if (typeof ca !== 'string') throw new Error('"ca" is een PEM-bestand met de wortelcertificaten van die dienst.');
    const files = { ca: pem(folder, ca), ...(untrusted !== undefined && { untrusted: pem(folder, untrusted) }) };
    return { url, ...files };
  } catch (error) {
    throw new LogUnavailable('LOG_IO', `De tijdstempeldienst in ${file} klopt niet: ${(error as Error).message}`);
  }
}

/** Absolute, so that no name is taken for an option. */
function pem(folder: string, name: string): string {
  const file = resolve(folder, name);
  if (!readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`${file} is geen PEM-bestand met certificaten.`);
  return file;
}

/** Has a checkpoint stamped, and keeps the answer only when it holds. Of one size there is one stamp. */
export async function stamp(
  policy: TimestampPolicy,
  dataFolder: string,
  { size, note }: Pick<Guarded, 'size' | 'note'>,
  signal: AbortSignal,
): Promise<Timestamp> {
  const folder = resolve(dataFolder, TIMESTAMPS_FOLDER);
  if (existsSync(join(folder, `${size}.tsr`))) return verifyStamp(policy, dataFolder, size);
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'request-'));
  const asked = Date.now();
  const [data, query, reply] = ['checkpoint', 'tsq', 'tsr'].map((name) => join(work, name)) as [string, string, string];
  try {
    writeFileSync(data, note);
    // With a nonce: an answer to an earlier question is no answer.
    await openssl('ts', '-query', '-data', data, '-sha256', '-cert', '-out', query);
    writeFileSync(reply, await ask(policy.url, readFileSync(query), signal));
    await verify(policy, ['-queryfile', query], reply);
    await verify(policy, ['-data', data], reply);
    const time = await timeOf(reply);
    mustBeNow(time, asked);
    renameSync(data, join(folder, `${size}.checkpoint`));
    renameSync(reply, join(folder, `${size}.tsr`));
    return { size, time };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Checks a kept stamp again; refuses when it does not belong to its checkpoint or to the pinned authority. */
export async function verifyStamp(policy: TimestampPolicy, dataFolder: string, size: number): Promise<Timestamp> {
  const folder = resolve(dataFolder, TIMESTAMPS_FOLDER);
  const [data, reply] = [join(folder, `${size}.checkpoint`), join(folder, `${size}.tsr`)];
  if (!existsSync(data) || !existsSync(reply))
    throw new TimestampRefused('TIMESTAMP_MISSING', `Van ${size} regels is er geen tijdstempel in ${folder}.`);
  await verify(policy, ['-data', data], reply);
  return { size, time: await timeOf(reply) };
}

/** The sizes of which there is a stamp, smallest first. */
export function stampedSizes(dataFolder: string): readonly number[] {
  const folder = join(dataFolder, TIMESTAMPS_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => TOKEN.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

async function ask(url: string, query: Buffer, signal: AbortSignal): Promise<Buffer> {
  const init = { method: 'POST', body: query, headers: { 'Content-Type': 'application/timestamp-query' } };
  try {
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_TOKEN_BYTES, signal };
    const { status, body } = await fetchLimited(url, init, limits);
    if (status === 200) return body;
    throw new Error(`geeft fout ${status}`);
  } catch (error) {
    throw new TimestampRefused('TSA_UNAVAILABLE', `De tijdstempeldienst ${url} ${whyNoAnswer(error)}.`);
  }
}

async function verify({ ca, untrusted }: TimestampPolicy, about: readonly string[], reply: string): Promise<void> {
  const between = untrusted === undefined ? [] : ['-untrusted', untrusted];
  await openssl('ts', '-verify', ...about, '-in', reply, '-CAfile', ca, ...between);
}

async function timeOf(reply: string): Promise<string> {
  const said = TIME_LINE.exec(await openssl('ts', '-reply', '-in', reply, '-text'))?.[1];
  const time = said === undefined ? Number.NaN : Date.parse(said);
  if (Number.isNaN(time)) throw invalid('er staat geen tijd in');
  return new Date(time).toISOString();
}

function mustBeNow(time: string, askedMs: number): void {
  const seconds = Math.round((Date.parse(time) - askedMs) / 1_000);
  if (Math.abs(Date.parse(time) - askedMs) > MAX_STAMPING_DELAY_MS)
    throw invalid(`zij scheelt ${seconds} seconden met het moment van vragen; loopt een van de klokken verkeerd`);
}

const invalid = (why: string): TimestampRefused =>
  new TimestampRefused('TIMESTAMP_INVALID', `De tijdstempel klopt niet: ${why}.`);

/** No shell, no configuration of the machine, and no language but English: what is read back must be the same. */
function openssl(...words: readonly string[]): Promise<string> {
  const environment = { PATH: programPath(), LC_ALL: 'C' };
  const limits = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, env: environment };
  return new Promise((done, failed) => {
    execFile('openssl', words, limits, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        return failed(
          new TimestampRefused(
            'OPENSSL_MISSING',
            'OpenSSL staat niet op deze machine; zonder OpenSSL zijn er geen tijdstempels.',
          ),
        );
      failed(invalid(/error:.*:([^:\n]+)$/m.exec(stderr)?.[1]?.trim() ?? 'OpenSSL wijst haar af'));
    });
  });
}

/** Has the newest checkpoint stamped once an hour, as long as the log grows. Nothing waits for it. */
export class Timestamper {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private last: Timestamp | undefined;
  private failure: string | undefined;

  constructor(
    private readonly policy: TimestampPolicy,
    private readonly folder: string,
  ) {}

  status(): TimestampStatus {
    return { last: this.last, failure: this.failure };
  }

  start(current: () => Pick<Guarded, 'size' | 'note'> | undefined): void {
    const look = (): void => {
      this.running = this.running.then(() => this.look(current()));
    };
    look();
    this.timer = setInterval(look, LOOK_EVERY_MS);
    this.timer.unref();
  }
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  private async look(current: Pick<Guarded, 'size' | 'note'> | undefined): Promise<void> {
    try {
      const newest = stampedSizes(this.folder).at(-1);
      // Looked at again when the server starts, or when somebody else had one made meanwhile.
      if (newest !== undefined && newest !== this.last?.size)
        this.last = await verifyStamp(this.policy, this.folder, newest);
      const recent = this.last !== undefined && Date.now() - Date.parse(this.last.time) < EVERY_MS;
      if (current !== undefined && !recent && current.size > (this.last?.size ?? 0))
        this.last = await stamp(this.policy, this.folder, current, this.stopping.signal);
      this.failure = undefined;
    } catch (error) {
      if (!this.stopping.signal.aborted) this.failure = (error as Error).message;
    }
  }
}
