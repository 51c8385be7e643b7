/** Why a log is not moved. */
type MoveRefusal =
  /** There is nothing to move. */
  | 'MIGRATE_SOURCE_EMPTY'
  /** The source was stopped for another reason than this move. */
  | 'MIGRATE_SOURCE_HALTED'
  /** The source has less than was signed of it. */
  | 'MIGRATE_SOURCE_OLDER'
  /** The source is not the log that was signed. */
  | 'MIGRATE_SOURCE_FORKED'
  /** The target holds something else than the beginning of the source. */
  | 'MIGRATE_TARGET_OTHER'
  | 'MIGRATE_TARGET_HALTED'
  /** The store for sealed values belongs to another log. */
  | 'MIGRATE_SEALED_OTHER'
  | 'MIGRATE_SEALED_MISSING'
  | 'MIGRATE_SAME_ENGINE'
  /** The other engine cannot hold an entry of the source. */
  | 'MIGRATE_ENTRY_UNFIT'
  /** After copying, the two are not equal. */
  | 'MIGRATE_DIFFERS'
  /** Stopped from outside; what was done is kept. */
  | 'INTERRUPTED';

/** A stable code and a Dutch sentence that says what to do. */
export class MoveRefused extends Error {
  constructor(
    readonly code: MoveRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'MoveRefused';
  }
}
