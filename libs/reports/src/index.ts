export { renderReport, type Footer } from './render.js';
