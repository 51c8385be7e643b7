import { readConfiguration } from './config/configuration.js';
import { openRuntime } from './runtime/runtime.js';
import { serve } from './serve.js';

// For `nest start`; people start the server with `besluitspoor serve`.
const { data, host, port, threads } = readConfiguration();
await serve(await openRuntime({ folder: data, inThreads: threads }), { host, port });
