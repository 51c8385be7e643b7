import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const CONFIGURATION = `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
[stamping]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa_default
[tsa_default]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

/** A time stamp authority of two files and a few commands. */
export class Authority {
  private server: Server | undefined;
  /** What it does with a good answer before it goes out. */
  change: (reply: Buffer) => Buffer = (reply) => reply;
  status = 200;
  asked = 0;

  constructor(readonly folder: string) {
    writeFileSync(join(folder, 'tsa.cnf'), CONFIGURATION);
    writeFileSync(join(folder, 'serial'), '01\n');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const of = (name: string): string[] => ['-config', 'tsa.cnf', '-subj', `/CN=${name}`, '-keyout', `${name}.key`];
    this.run('req', '-x509', ...key, ...of('ca'), '-extensions', 'ca', '-days', '2', '-out', 'ca.pem');
    this.run('req', ...key, ...of('stamper'), '-out', 'stamper.csr');
    const by = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-extfile',
      'tsa.cnf',
      '-extensions',
      'stamping',
    ];
    this.run('x509', '-req', '-in', 'stamper.csr', ...by, '-days', '2', '-out', 'stamper.pem');
  }
  private run(...words: string[]): void {
    execFileSync('openssl', words, { cwd: this.folder, stdio: 'pipe' });
  }
  async up(): Promise<string> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.asked += 1;
        writeFileSync(join(this.folder, 'query.tsq'), Buffer.concat(parts));
        const reply = [
          '-queryfile',
          'query.tsq',
          '-signer',
          'stamper.pem',
          '-inkey',
          'stamper.key',
          '-out',
          'reply.tsr',
        ];
        this.run('ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa_default', ...reply);
        response.writeHead(this.status, { 'Content-Type': 'application/timestamp-reply' });
        response.end(this.change(readFileSync(join(this.folder, 'reply.tsr'))));
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }
  async down(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }
}
