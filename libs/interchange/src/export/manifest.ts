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
} as const;

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
  readonly programme?: { readonly stream: string; readonly streamHeads: 'absent' };
  readonly verifier: { readonly sha256: string };
  readonly disclosures: { readonly sha256: string; readonly count: number };
  readonly grounds: readonly Ground[];
  readonly entries: readonly EntryGrounds[];
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest)}\n`;

/** The text of the signed note that binds a manifest to the log. */
export const manifestNoteText = (origin: string, sha256: string): string => `${MANIFEST_NOTE}\n${origin}\n${sha256}\n`;
