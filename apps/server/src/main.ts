import { openRuntime } from './runtime/runtime.js';
import { serve } from './serve.js';

// For `nest start`; people start the server with `besluitspoor serve`.
const folder = process.env['BESLUITSPOOR_DATA'] ?? 'data';
await serve(await openRuntime({ folder }), { host: '127.0.0.1', port: 3000 });
