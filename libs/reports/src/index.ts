export { renderReport, type Footer } from './render.js';
export { evidenceOf, type Evidence, type EvidenceLine } from './citations.js';
