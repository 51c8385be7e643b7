import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogUnavailable } from '#event-log';
import { COSIGNATURE_TYPE, cosignatureVerifier, parseVkey, type NoteVerifier } from '#transparency';
import { fromEnvironment } from '../config/configuration.js';

/** An organisation outside ours that cosigns our checkpoints. */
export interface TrustedWitness {
  readonly name: string;
  /** Whose witness it is: ten witnesses of one organ are one witness. */
  readonly organ: string;
  /** Its public key as others are given it (signed-note, "Verifier keys"). */
  readonly vkey: string;
  /** Its submission prefix, without a slash at the end. */
  readonly url: string;
  readonly verifier: NoteVerifier;
}
export interface WitnessPolicy {
  /** By how many different organs a checkpoint must be cosigned before others are shown it. */
  readonly quorum: number;
  readonly witnesses: readonly TrustedWitness[];
}

const NO_WITNESSES: WitnessPolicy = { quorum: 0, witnesses: [] };
const WITNESSES_FILE = 'witnesses.json';
/** The signatures of a note are limited, and the log's own is one of them. */
const MAX_WITNESSES = 50;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** The file in the data folder, or the one that the operator points to. Without a file there is no witness. */
export function readWitnessPolicy(folder: string): WitnessPolicy {
  const named = fromEnvironment('witnesses');
  const file = named ?? join(folder, WITNESSES_FILE);
  if (named === undefined && !existsSync(file)) return NO_WITNESSES;
  try {
    return policyOf(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new LogUnavailable('LOG_IO', `De getuigen in ${file} kloppen niet: ${(error as Error).message}`);
  }
}

function policyOf(value: unknown): WitnessPolicy {
  const { quorum, witnesses } = recordOf(value, 'het bestand');
  if (!Array.isArray(witnesses) || witnesses.length === 0 || witnesses.length > MAX_WITNESSES)
    throw new Error(`"witnesses" is een lijst van 1 tot ${MAX_WITNESSES} getuigen.`);
  const trusted = witnesses.map((witness: unknown, at) => witnessOf(recordOf(witness, `getuige ${at + 1}`)));
  if (new Set(trusted.map(({ name }) => name)).size < trusted.length) throw new Error('Twee getuigen heten hetzelfde.');
  const organs = new Set(trusted.map(({ organ }) => organ)).size;
  if (typeof quorum !== 'number' || !Number.isInteger(quorum) || quorum < 1 || quorum > organs)
    throw new Error(`"quorum" is een getal van 1 tot ${organs}: zoveel verschillende organen zijn er.`);
  return { quorum, witnesses: trusted };
}

function witnessOf({ vkey, url, organ }: Readonly<Record<string, unknown>>): TrustedWitness {
  if (typeof organ !== 'string' || organ.trim() === '') throw new Error('Van een getuige ontbreekt "organ".');
  if (typeof vkey !== 'string') throw new Error(`Van de getuige van ${organ} ontbreekt "vkey".`);
  const key = parseVkey(vkey);
  if (key.type !== COSIGNATURE_TYPE) throw new Error(`De sleutel van ${organ} is niet die van een getuige.`);
  return { name: key.name, organ: organ.trim(), vkey, url: prefixOf(url, organ), verifier: cosignatureVerifier(key) };
}

/** A size is told unsigned and can stop the log, so nobody on the way may write it: https, or this machine. */
function prefixOf(url: unknown, organ: string): string {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  const safe = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && LOOPBACK.includes(parsed.hostname));
  if (parsed === undefined || !safe || parsed.search !== '' || parsed.hash !== '')
    throw new Error(`De "url" van ${organ} is geen https-adres. Alleen op deze machine mag het http zijn.`);
  return parsed.href.replace(/\/+$/, '');
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`Er staat geen object in ${what}.`);
}
