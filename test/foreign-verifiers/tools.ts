import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that are not ours, and how they are run. */

const GO_PATH = '/usr/share/gocode';
/** Without a tool its tests are skipped and named; continuous integration must have them all. */
export const mayBeSkipped = (process.env['CI'] ?? '') === '';
const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

interface Tool {
  readonly title: string;
  /** What is not on this machine. */
  readonly missing: string | undefined;
  prepare?(): void;
  readonly command: (args: readonly string[]) => string[];
  /** Checks the receipts in the folder too. */
  readonly receipts?: true;
}

/** Each in a folder of its own for what it builds. */
export const toolsIn = (work: string): readonly Tool[] => [
  {
    title: 'Go with golang.org/x/mod/sumdb',
    missing: !runs('go', 'version')
      ? 'no Go; it is the Debian package golang-go'
      : !existsSync(join(GO_PATH, 'src/golang.org/x/mod/sumdb/tlog'))
        ? 'no golang.org/x/mod; it is the Debian package golang-golang-x-mod-dev'
        : undefined,
    prepare() {
      const env = { ...process.env, GO111MODULE: 'off', GOPATH: GO_PATH, GOCACHE: join(work, 'go-cache'), GOFLAGS: '' };
      const built = spawnSync('go', ['build', '-o', join(work, 'go-verifier'), join(__dirname, 'go/main.go')], {
        env,
        encoding: 'utf8',
      });
      expect([built.stderr, built.status]).toEqual(['', 0]);
    },
    command: (args) => [join(work, 'go-verifier'), ...args],
  },
  {
    title: 'OpenSSL and coreutils',
    missing:
      runs('openssl', 'version') && runs('bash', '-c', 'command -v sha256sum base64 od xargs')
        ? undefined
        : 'no OpenSSL or no coreutils',
    command: (args) => ['bash', join(__dirname, 'verify.sh'), ...args],
  },
  {
    title: 'Python with its standard library',
    missing: runs('python3', '-c', 'import hashlib') ? undefined : 'no python3',
    command: (args) => ['python3', '-I', '-B', join(__dirname, 'verify.py'), ...args],
    receipts: true,
  },
];
