import type { EntryGrounds, Ground } from './grounds.js';
import type { ExportAudience } from './stream-access.js';

export const EXPORT_FORMAT = 'besluitspoor-export/1';
/** The first line of what is signed. The second is no number, so it can never be taken for a checkpoint. */
const MANIFEST_NOTE = 'besluitspoor.nl/export-manifest/v1';

/** The files of an export beside the tiles and bundles. */
export const EXPORT_FILES = {
  disclosures: 'disclosures.jsonl',
  manifest: 'manifest.json',
  note: 'manifest.note',
  /** A copy to begin with; an auditor brings his own. */
  verifier: 'verifier.mjs',
  timestamps: 'timestamps',
} as const;

interface WitnessKey {
  /** Whose witness it is: ten witnesses of one organ are one witness. */
  readonly organ: string;
  readonly vkey: string;
}
/** The folder `timestamps/` of an export: of each size `<size>.checkpoint` and `<size>.tsr` (RFC 3161). */
export interface ManifestTimestamps {
  readonly sizes: readonly number[];
  /** SHA-256 of `ca.pem`: the root certificates by which the tokens are believed. */
  readonly ca: string;
  /** SHA-256 of `untrusted.pem`: certificates between, for an authority that does not send them. */
  readonly untrusted?: string;
}

/** What an export is, and why it lacks what it lacks. Signed by the key of the log through `manifestNoteText`. */
export interface Manifest {
  readonly format: typeof EXPORT_FORMAT;
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  /** Base64, as in the checkpoint. */
  readonly root: string;
  readonly audience: ExportAudience;
  readonly madeAt: string;
  /** `streamHeads` is the last entry of the export: it tells up to where every stream goes. */
  readonly programme?: { readonly stream: string; readonly streamHeads: number };
  /** Who must have cosigned the checkpoint: so many organs of these. Zero when the log has no witnesses. */
  readonly witnesses: { readonly quorum: number; readonly keys: readonly WitnessKey[] };
  /** Absent when the log has none. */
  readonly timestamps?: ManifestTimestamps;
  readonly verifier: { readonly sha256: string };
  readonly disclosures: { readonly sha256: string; readonly count: number };
  readonly grounds: readonly Ground[];
  readonly entries: readonly EntryGrounds[];
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest)}\n`;

/** The text of the signed note that binds a manifest to the log. */
export const manifestNoteText = (origin: string, sha256: string): string => `${MANIFEST_NOTE}\n${origin}\n${sha256}\n`;
