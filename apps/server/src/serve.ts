import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from './app.js';
import type { DemoSwitch } from './http/token-guard.js';
import { FILES, type Runtime } from './runtime/runtime.js';

export interface ServeOptions {
  /** Loopback unless told otherwise. */
  readonly host: string;
  readonly port: number;
  readonly demo?: DemoSwitch;
}
export interface Serving {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves an open runtime and leaves word of the address in the data folder, so that commands can go through it. */
export async function serve(runtime: Runtime, options: ServeOptions): Promise<Serving> {
  const app = await createApp(runtime, options.demo);
  await app.listen(options.port, options.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  const note = join(runtime.folder, FILES.server);
  writeFileSync(note, JSON.stringify({ url, pid: process.pid }), { mode: 0o600 });
  runtime.timekeeper.start();
  return {
    url,
    stop: async () => {
      rmSync(note, { force: true });
      await app.close();
      await runtime.close();
    },
  };
}
