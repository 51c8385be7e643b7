export { TransparencyRefused, type TransparencyRefusal } from './refusal.js';
export { decodeBase64, encodeBase64 } from './text.js';
export { emptyRoot, HASH_BYTES, leafHash, MAX_TREE_SIZE, nodeHash } from './hash.js';
export { openFrontier, rangesFromLeaves, type Frontier, type RangeHash } from './tree.js';
export {
  consistencyRanges,
  inclusionRanges,
  MAX_PROOF_HASHES,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
  type LeafRange,
} from './proof.js';
export {
  MAX_TILE_LEVEL,
  parseTilePath,
  TILE_WIDTH,
  tileAddresses,
  tilePath,
  tileWidth,
  type TileAddress,
} from './tile-path.js';
export {
  encodeTile,
  growTiles,
  leavesFromTiles,
  MAX_TILE_BYTES,
  parseTile,
  rangesFromTiles,
  verifyTiles,
  type HashTile,
  type HashTileAddress,
  type TileReader,
} from './tiles.js';
export { encodeBundle, MAX_BUNDLE_BYTES, MAX_ENTRY_BYTES, parseBundle, verifyBundle } from './bundle.js';
export {
  COSIGNATURE_TYPE,
  ED25519_TYPE,
  ed25519PublicKey,
  ed25519Signer,
  ed25519Verifier,
  formatVkey,
  keyIdOf,
  keyIdText,
  parseVkey,
  type NoteSigner,
  type NoteVerifier,
  type VerifierKey,
} from './keys.js';
export {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  openNote,
  parseNote,
  parseSignatureLines,
  signatureOver,
  signNote,
  type NoteSignature,
  type OpenedNote,
  type SignedNote,
} from './note.js';
export {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type Checkpoint,
  type OpenedCheckpoint,
  type TrustedLog,
} from './checkpoint.js';
export {
  COSIGNATURE_BYTES,
  cosignatureSigner,
  cosignatureTime,
  cosignatureVerifier,
  verifierFor,
} from './cosignature.js';
export {
  formatTlogProof,
  MAX_TLOG_PROOF_BYTES,
  parseTlogProof,
  TLOG_PROOF_EXTENSION,
  verifyTlogProof,
  type ProvenEntry,
  type TlogProof,
} from './tlog-proof.js';
