import { get, type ClientRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Audience, Role } from '#governance';
import type { House } from '../hostile/http-kit.js';

/** A reader at the live feed, over a real connection. */
export interface Listener {
  readonly audience: Audience;
  /** All that was fed so far, once the entry at this place has come by. */
  until(position: number): Promise<string>;
  stop(): void;
}
const WAIT_MS = 20;
const PATIENCE_MS = 5_000;

export async function listen(house: House, audience: Audience, role: Role): Promise<Listener> {
  const { port } = house.app.getHttpServer().address() as AddressInfo;
  let text = '';
  const request = await new Promise<ClientRequest>((resolve, reject) => {
    const headers = { authorization: `Bearer ${house.tokenOf(role)}`, accept: 'text/event-stream' };
    const asked = get({ host: '127.0.0.1', port, path: '/v1/logboek/stroom', headers }, (response) => {
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', () => undefined);
      if (response.statusCode === 200) resolve(asked);
      else reject(new Error(`the feed answers ${response.statusCode}`));
    });
    asked.on('error', reject);
  });
  const until = async (position: number): Promise<string> => {
    const line = `\nid: ${position}\n`;
    for (let waited = 0; !`\n${text}`.includes(line); waited += WAIT_MS) {
      if (waited > PATIENCE_MS) throw new Error(`entry ${position} was never fed`);
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    return text;
  };
  return { audience, until, stop: () => void request.destroy() };
}
