/** Why something is not accepted as part of a transparency log. Codes are stable: verifiers translate them. */
export type TransparencyRefusal =
  | 'TOO_LARGE'
  | 'NOT_UTF8'
  | 'CONTROL_CHARACTER'
  | 'BASE64_NOT_STRICT'
  | 'NUMBER_NOT_STRICT'
  | 'HASH_WRONG_SIZE'
  | 'SIZE_OUT_OF_RANGE'
  | 'INDEX_OUT_OF_RANGE'
  | 'FRONTIER_MALFORMED'
  | 'PROOF_WRONG_LENGTH'
  | 'PROOF_FROM_EMPTY_TREE'
  | 'PROOF_SIZES_REVERSED'
  | 'PROOF_ROOT_DIFFERS'
  | 'PROOF_OLD_ROOT_DIFFERS'
  | 'KEY_NAME_INVALID'
  | 'KEY_MALFORMED'
  | 'KEY_TYPE_UNSUPPORTED'
  | 'KEY_ID_DIFFERS'
  | 'KEY_AMBIGUOUS'
  | 'NOTE_TEXT_MALFORMED'
  | 'NOTE_WITHOUT_SIGNATURES'
  | 'NOTE_TOO_MANY_SIGNATURES'
  | 'NOTE_SIGNATURE_LINE_MALFORMED'
  | 'NOTE_SIGNATURE_WRONG'
  | 'NOTE_NOT_SIGNED_BY_KNOWN_KEY'
  | 'CHECKPOINT_MALFORMED'
  | 'CHECKPOINT_ORIGIN_DIFFERS'
  | 'CHECKPOINT_EMPTY_TREE_ROOT'
  | 'COSIGNATURE_MALFORMED'
  | 'TILE_PATH_MALFORMED'
  | 'TILE_OUT_OF_RANGE'
  | 'TILE_WRONG_SIZE'
  | 'TILE_DIFFERS'
  | 'BUNDLE_MALFORMED'
  | 'ENTRY_TOO_LARGE'
  | 'TLOG_PROOF_MALFORMED';

/**
 * Every parser and verifier of this library throws this and nothing else when its input is not what it must be.
 * They throw instead of answering yes or no, because an answer that nobody looks at is taken for a yes.
 */
export class TransparencyRefused extends Error {
  constructor(
    readonly code: TransparencyRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'TransparencyRefused';
  }
}

export function refuse(code: TransparencyRefusal, message: string): never {
  throw new TransparencyRefused(code, message);
}
