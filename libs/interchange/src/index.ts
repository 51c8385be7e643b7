export { decodeFile, DELIMITERS, ENCODINGS, MAX_FILE_BYTES, MAX_ROWS } from './portfolio/decode.js';
export type { DecodedFile, Delimiter, Encoding } from './portfolio/decode.js';
export { PORTFOLIO_ERROR_CODES, PortfolioError } from './portfolio/portfolio-error.js';
export type { PortfolioErrorCode, PortfolioProblem } from './portfolio/portfolio-error.js';
export { RATINGS } from './portfolio/cells.js';
export type { Cell, Currency, Rating } from './portfolio/cells.js';
export { parseMapping } from './portfolio/mapping.js';
export type { FileMapping, PortfolioMapping, ProjectName } from './portfolio/mapping.js';
export { readSnapshot } from './portfolio/snapshot.js';
export type { Listed, ListedEffect, ListedReason, ProjectRow, Snapshot } from './portfolio/snapshot.js';
export { batchOf, buildHistory } from './portfolio/history.js';
export type {
  Change,
  HistoryStep,
  KnownProject,
  MatchBasis,
  PortfolioHistory,
  ProjectHistory,
  TrackedField,
  UnusedRename,
} from './portfolio/history.js';
export { costDrifts, summarise } from './portfolio/summary.js';
export type { CostDrift, FileSummary } from './portfolio/summary.js';
export { readHistory } from './history/read.js';
export type { HistoryEvent, HistoryFile, ListedRow } from './history/read.js';
export { writeDisclosures } from './export/disclosures.js';
export {
  EXPORT_FILES,
  EXPORT_FORMAT,
  manifestNoteText,
  manifestText,
  type Manifest,
  type ManifestTimestamps,
} from './export/manifest.js';
export { EXPORT_AUDIENCES, type ExportAudience } from './export/stream-access.js';
