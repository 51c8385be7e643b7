export { renderReport } from './render.js';
export { ORIGIN_META, type Footer } from './footer.js';
export { evidenceOf, type Evidence, type EvidenceLine } from './citations.js';
