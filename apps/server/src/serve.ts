import { rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from './app.js';
import type { DemoSwitch } from './http/token-guard.js';
import { serveMetrics, type MetricsAddress } from './metrics/metrics-server.js';
import { Metrics } from './metrics/metrics.js';
import { FILES } from './runtime/files.js';
import type { Checkpointer } from './proof/checkpointer.js';
import { startCheckpointer } from './proof/start.js';
import type { Runtime } from './runtime/runtime.js';
import { keepViews, type KeptViews } from './views/kept-views.js';

export interface ServeOptions {
  /** Loopback unless told otherwise. */
  readonly host: string;
  readonly port: number;
  readonly demo?: DemoSwitch;
  /** False leaves the documents unkept, so that every report is folded on request. */
  readonly keepViews?: boolean;
  /** Where the figures for Prometheus are served; nowhere when absent. */
  readonly metrics?: MetricsAddress;
}
export interface Serving {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves an open runtime and leaves word of the address in the data folder, so that commands can go through it. */
export async function serve(runtime: Runtime, options: ServeOptions): Promise<Serving> {
  const checkpointer = await signing(runtime);
  const views = options.keepViews === false ? undefined : keepViews(runtime.folder);
  const metrics = options.metrics === undefined ? undefined : measured(runtime, checkpointer, views);
  const app = await createApp(runtime, { demo: options.demo, views, checkpointer, metrics });
  let figures: Server | undefined;
  try {
    // Whoever called puts a failure into words; the framework would print its own beside them.
    app.useLogger(false);
    await app.listen(options.port, options.host);
    app.useLogger(['error', 'warn']);
    figures = metrics && (await serveMetrics(metrics, options.metrics!));
  } catch (error) {
    // A port that is taken: what was opened is closed again, so that the process can end and the log is free.
    await app.close();
    await views?.stop();
    await checkpointer.stop();
    await runtime.close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  const note = join(runtime.folder, FILES.server);
  writeFileSync(note, JSON.stringify({ url, pid: process.pid }), { mode: 0o600 });
  runtime.timekeeper.start();
  return {
    url,
    stop: async () => {
      rmSync(note, { force: true });
      figures?.close();
      figures?.closeAllConnections();
      await app.close();
      await views?.stop();
      await checkpointer.stop();
      await runtime.close();
    },
  };
}

function measured({ log, timekeeper }: Runtime, checkpointer: Checkpointer, views: KeptViews | undefined): Metrics {
  const proof = () => checkpointer.status();
  return new Metrics({ log, timekeeper, proof, views: views && (() => views.status()), nowMs: Date.now });
}

/** A key or a list of witnesses that cannot be read is told before anything is served; the log is let go. */
async function signing(runtime: Runtime): Promise<Checkpointer> {
  try {
    return startCheckpointer(runtime);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}
