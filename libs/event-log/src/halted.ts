import { LogUnavailable } from './port.js';

/** The operator stopped this log for good; `reason` is what was said then. */
export const halted = (reason: string): LogUnavailable =>
  new LogUnavailable('LOG_HALTED', `Dit logboek is stilgezet: ${reason}. Er wordt niets meer vastgelegd.`);
