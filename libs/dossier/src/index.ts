export * from './aggregate.js';
export * from './as-of.js';
export * from './clock.js';
export * from './codec.js';
export * from './engine.js';
export * from './mailbox.js';
export * from './system-events.js';
export * from './timekeeper.js';
