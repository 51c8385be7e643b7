/**
 * Everything that can be wrong with an import file or a mapping as a whole. What is wrong with one row or one cell is
 * never an error: it is listed (snapshot.ts), so that the rest of the file can be recorded.
 */
export const PORTFOLIO_ERROR_CODES = [
  'FILE_TOO_LARGE',
  'FILE_EMPTY',
  'FILE_NOT_TEXT',
  'ENCODING_WRONG',
  'ENCODING_UNCLEAR',
  'DELIMITER_UNCLEAR',
  'CSV_BROKEN',
  'TOO_MANY_ROWS',
  'TOO_MANY_COLUMNS',
  'NO_ROWS',
  'COLUMN_MISSING',
  'COLUMN_DOUBLE',
  'FILE_NOT_IN_MAPPING',
  'MAPPING_INVALID',
  'SNAPSHOTS_OUT_OF_ORDER',
] as const;
export type PortfolioErrorCode = (typeof PORTFOLIO_ERROR_CODES)[number];

/** One thing that is wrong, and where: a path in the mapping, a column or a line of the file. */
export interface PortfolioProblem {
  readonly where: string;
  readonly message: string;
}

/** A file or mapping that cannot be used. `message` is a Dutch sentence that says what to do. */
export class PortfolioError extends Error {
  override readonly name = 'PortfolioError';
  constructor(
    readonly code: PortfolioErrorCode,
    message: string,
    readonly problems: readonly PortfolioProblem[] = [],
  ) {
    super(message);
  }
}
