// Posts one body to many paths for a while and sends its parent what came back. It speaks HTTP over plain sockets, one
// request at a time on each: a full client would take the processor that the server under test needs.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { closedLoop } from './measure.mjs';

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;

process.on('message', async ({ port, token, paths, body, inFlight, ms }) => {
  const clients = await Promise.all(Array.from({ length: inFlight }, () => open(port)));
  const payload = JSON.stringify(body);
  const fixed =
    `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(payload)}\r\n`;
  const call = async (writer) => {
    const head = `POST ${paths[writer % paths.length]} HTTP/1.1\r\n${fixed}Idempotency-Key: ${randomUUID()}\r\n\r\n`;
    const status = await clients[writer].request(head + payload);
    if (status !== '201') throw Object.assign(new Error(status), { code: `HTTP ${status}` });
  };
  const result = await closedLoop({ inFlight, ms, call });
  for (const client of clients) client.close();
  process.send(result);
});

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let waiting;
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      received += text;
      const end = received.indexOf(HEAD_END);
      if (end < 0 || waiting === undefined) return;
      const length = Number(LENGTH.exec(received.slice(0, end))?.[1] ?? 0);
      if (received.length < end + HEAD_END.length + length) return;
      const { answer } = waiting;
      const status = received.slice(9, 12);
      received = '';
      waiting = undefined;
      answer(status);
    });
    const fail = (error) => {
      reject(error);
      waiting?.fail(error);
    };
    socket.on('error', fail);
    socket.on('close', () => fail(Object.assign(new Error('closed'), { code: 'connection closed' })));
    socket.on('connect', () =>
      resolve({
        close: () => socket.destroy(),
        request: (text) =>
          new Promise((answer, failed) => {
            waiting = { answer, fail: failed };
            socket.write(text);
          }),
      }),
    );
  });
}
