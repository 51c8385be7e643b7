import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initWitness, openWitness } from '../../apps/witness/src/folder.js';
import { witnessServer } from '../../apps/witness/src/http.js';
import { WitnessStore } from '../../apps/witness/src/store.js';
import { Witness } from '../../apps/witness/src/witness.js';

/** A witness in this process, on a port that it keeps while it is down. */
export class Organ {
  readonly vkey: string;
  private server: Server | undefined;
  private store: WitnessStore | undefined;
  private port = 0;

  constructor(
    readonly folder: string,
    readonly organ: string,
    logVkey: string,
  ) {
    this.vkey = initWitness(folder, `getuige.example/${organ}`, [logVkey]);
  }
  async up(): Promise<this> {
    const { signer, logs, storeFile } = openWitness(this.folder);
    this.store = new WitnessStore(storeFile);
    this.server = witnessServer(new Witness({ logs, store: this.store, signer }));
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }
  async down(): Promise<void> {
    const { server, store } = this;
    this.server = this.store = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    store?.close();
  }
  get settings(): object {
    return { vkey: this.vkey, organ: this.organ, url: `http://127.0.0.1:${this.port}/` };
  }
  size(origin: string): number | undefined {
    return this.store?.read(origin)?.size;
  }
}
