import { decodeBase64, ed25519Verifier, openCheckpoint, parseVkey, TransparencyRefused } from '#transparency';
import type { TrustedLog } from '#transparency';
import type { Guarded } from '../proof/guard.js';
import { shownBy } from '../proof/witness-client.js';
import type { WitnessPolicy } from '../proof/witness-policy.js';
import type { BackupManifest } from './backup-files.js';
import type { Mirror } from './mirror.js';

/** A tree that this log signed once, and who knows it. It may never sign anything that contradicts it. */
export interface Known {
  readonly by: string;
  readonly size: number;
  readonly root: Uint8Array;
}
export interface Outside {
  readonly known: readonly Known[];
  /** Witnesses that did not answer, or showed nothing that this log signed. */
  readonly silent: readonly string[];
}

export const trustedLog = ({ origin, vkey }: { readonly origin: string; readonly vkey: string }): TrustedLog => ({
  origin,
  logKeys: [ed25519Verifier(parseVkey(vkey))],
});

/** Everything that is known outside the copied log of what this log signed. Asks each witness what it holds. */
export async function lookOutside(
  { checkpoint }: Pick<BackupManifest, 'checkpoint'>,
  trusted: TrustedLog | undefined,
  sources: {
    readonly guard: Guarded | undefined;
    readonly mirrors: readonly Mirror[];
    readonly witnesses: WitnessPolicy;
  },
  signal: AbortSignal,
): Promise<Outside> {
  const known: Known[] = [];
  if (checkpoint !== undefined)
    known.push({ by: 'de reservekopie', size: checkpoint.size, root: decodeBase64(checkpoint.root, 'the root') });
  if (sources.guard !== undefined) known.push({ by: 'de bewaker', size: sources.guard.size, root: sources.guard.root });
  for (const { folder, checkpoint: mirrored } of sources.mirrors)
    known.push({ by: `de spiegel ${folder}`, size: mirrored.size, root: mirrored.root });
  const silent: string[] = [];
  if (trusted !== undefined)
    for (const witness of sources.witnesses.witnesses) {
      const note = await shownBy(witness, trusted.origin, signal);
      const opened = note === undefined ? undefined : openedBy(note, trusted);
      if (opened === undefined) silent.push(witness.name);
      else known.push({ by: `getuige ${witness.name}`, ...opened });
    }
  return { known, silent };
}

function openedBy(note: Uint8Array, trusted: TrustedLog): Pick<Known, 'size' | 'root'> | undefined {
  try {
    const { size, root } = openCheckpoint(note, trusted);
    return { size, root };
  } catch (error) {
    if (error instanceof TransparencyRefused) return undefined;
    throw error;
  }
}

export const largest = (known: readonly Known[]): Known | undefined =>
  known.reduce<Known | undefined>((most, one) => (most === undefined || one.size > most.size ? one : most), undefined);
