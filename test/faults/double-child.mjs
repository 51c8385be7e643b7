// The double of EventStoreDB in a process of its own, so that whoever loads it does not slow it down; it ends with its parent.
import { startServer } from './log-server.mjs';

const server = await startServer();
process.send({ url: server.url, name: server.name });
process.once('disconnect', () => void server.stop().finally(() => process.exit()));
