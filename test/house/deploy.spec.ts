import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfiguration } from '../../apps/server/src/config/configuration.js';
import { SETTINGS, type Setting } from '../../apps/server/src/config/settings.js';
import { openApi } from '../../apps/server/src/http/openapi.js';
import { Metrics } from '../../apps/server/src/metrics/metrics.js';

/** There is no container engine where the tests run. What can be checked without one, is. */

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
// Comes with jest, which reads its own settings with it.
const yaml = jest.requireActual<{ loadAll(text: string): unknown[] }>('js-yaml');

type Tree = Readonly<Record<string, unknown>>;
interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext?: Tree;
  readonly [probe: `${string}Probe`]:
    { readonly httpGet?: { readonly path: string; readonly port: string } } | undefined;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Tree & {
    readonly selector?: { readonly matchLabels?: Tree };
    readonly podSelector?: { readonly matchLabels?: Tree };
    readonly policyTypes?: readonly string[];
    readonly template?: {
      readonly metadata: { readonly labels: Tree };
      readonly spec: Tree & { readonly containers: readonly Container[]; readonly securityContext: Tree };
    };
  };
}
interface Service {
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly profiles?: readonly string[];
  readonly build?: { readonly dockerfile: string };
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: readonly string[] | Tree;
}

/** The merge key of YAML 1.1, which compose files use and a parser of YAML 1.2 leaves as it is. */
function merged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(merged);
  if (typeof value !== 'object' || value === null) return value;
  const { '<<': base, ...own } = value as Record<string, unknown>;
  const parts = Object.fromEntries(Object.entries(own).map(([name, part]) => [name, merged(part)]));
  return base === undefined ? parts : { ...(merged(base) as object), ...parts };
}
const compose = merged(yaml.loadAll(read('docker-compose.yml'))[0]) as {
  readonly services: Readonly<Record<string, Service>>;
};
const services = Object.entries(compose.services);
const manifests = readdirSync(join(ROOT, 'deploy/kubernetes'))
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) => yaml.loadAll(read(`deploy/kubernetes/${name}`)) as Manifest[]);
const workloads = manifests.filter(({ spec }) => spec?.template !== undefined);
const containers = workloads.flatMap(({ spec }) => spec.template!.spec.containers);
const dockerfile = read('deploy/Dockerfile');

const settings: readonly Setting<unknown, string | undefined>[] = Object.values(SETTINGS);
const variables = new Set(settings.flatMap(({ env, secret }) => (secret === true ? [env, `${env}_FILE`] : [env])));

describe('settings in deploy/', () => {
  const files = [
    'docker-compose.yml',
    ...readdirSync(join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' }).map((name) => join('deploy', name)),
  ].filter((path) => /\.(ya?ml|mjs|sh|conf)$|Dockerfile$/.test(path));
  it.each(files)('every variable of ours in %s is in the table of settings', (path) => {
    const named = [...read(path).matchAll(/\bBESLUITSPOOR_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
    expect(named.filter((name) => !variables.has(name))).toEqual([]);
  });

  const environments: [string, Readonly<Record<string, string>>][] = [
    [
      'the image',
      Object.fromEntries(
        [...dockerfile.matchAll(/(BESLUITSPOOR_[A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
      ),
    ],
    ...services.map(([name, { environment = {} }]): [string, Readonly<Record<string, string>>] => [name, environment]),
    ...containers.map(({ name, env = [] }): [string, Readonly<Record<string, string>>] => [
      name,
      Object.fromEntries(env.map((one) => [one.name, one.value ?? 'server-0'])),
    ]),
  ];
  it.each(environments)('what %s sets is valid', (_name, environment) => {
    // The secrets are not in the repository; what they look like is.
    const withoutFiles = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.endsWith('_FILE')));
    expect(() => readConfiguration({}, withoutFiles)).not.toThrow();
  });
  it('the addresses that the secrets of the cluster are to hold are valid together', () => {
    const examples = [...read('docker-compose.yml').matchAll(/# ((?:esdb|postgres):\/\/\S+)/g)].map(
      ([, url = '']) => url,
    );
    expect(examples).toHaveLength(2);
    const [log = '', database = ''] = examples;
    const environment = {
      BESLUITSPOOR_LOG_URL: log,
      BESLUITSPOOR_VIEWS_URL: database,
      BESLUITSPOOR_SEALED_URL: database,
    };
    expect(readConfiguration({}, environment)).toMatchObject({
      log: { engine: 'eventstoredb' },
      views: { engine: 'postgres' },
    });
  });
});

describe('nobody is root and nothing is written but what has to be', () => {
  it('the image runs as a user of its own, and says how it is', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('ENTRYPOINT'));
  });
  it.each(services)('compose: %s', (_name, { user, build, image, read_only, cap_drop, security_opt, profiles }) => {
    expect({ read_only, cap_drop, security_opt }).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(profiles?.every((name) => name === 'embedded' || name === 'cluster')).toBe(true);
    // Our image has its user; of another one it is said here. Making certificates gives files away, and then ends.
    if (build === undefined && !image?.startsWith('alpine/openssl')) expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });
  it.each(workloads)('kubernetes: $metadata.name', ({ spec }) => {
    const pod = spec.template!.spec;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod['automountServiceAccountToken']).toBe(false);
    // A service named besluitspoor would else set BESLUITSPOOR_PORT to an address.
    expect(pod['enableServiceLinks']).toBe(false);
    for (const { securityContext } of pod.containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
  });
  it('only the proxy and the embedded server have a port on the machine, on loopback', () => {
    const ports = services.flatMap(([name, { ports: open = [] }]) => open.map((port) => `${name} ${port}`));
    expect(ports).toEqual(['besluitspoor 127.0.0.1:3000:3000', 'proxy 127.0.0.1:8443:8443']);
  });
});

describe('kubernetes', () => {
  it('every probe asks an address that is there, at a port that is open', () => {
    const paths = Object.keys((openApi() as { paths: object }).paths).map((path) => `/v1${path}`);
    for (const container of containers)
      for (const [name, probe] of Object.entries(container)) {
        const asked = name.endsWith('Probe')
          ? (probe as { httpGet?: { path: string; port: string } }).httpGet
          : undefined;
        if (asked === undefined) continue;
        expect(paths).toContain(asked.path);
        expect(container.ports?.map((port) => port.name)).toContain(asked.port);
      }
    expect(dockerfile).toContain('healthcheck.mjs');
    expect(read('deploy/healthcheck.mjs')).toContain('/v1/gezondheid/levend');
    expect(paths).toContain('/v1/gezondheid/levend');
  });
  it('every workload has a budget and a network of its own, and nothing else may talk', () => {
    const named = (kind: string) => manifests.filter((one) => one.kind === kind);
    const labels = workloads.map(({ spec }) => spec.template!.metadata.labels);
    expect(named('PodDisruptionBudget').map(({ spec }) => spec.selector?.matchLabels)).toEqual(labels);
    const policies = named('NetworkPolicy');
    expect(policies[0]?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(policies.slice(1).map(({ spec }) => spec.podSelector?.matchLabels)).toEqual(labels);
    for (const { spec } of policies) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });
  it('kustomize takes every manifest', () => {
    const listed = (yaml.loadAll(read('deploy/kubernetes/kustomization.yaml'))[0] as { resources: string[] }).resources;
    const there = readdirSync(join(ROOT, 'deploy/kubernetes')).filter((name) => name !== 'kustomization.yaml');
    expect([...listed].sort()).toEqual(there.sort());
    const { status, stderr, error } = spawnSync('kubectl', ['kustomize', join(ROOT, 'deploy/kubernetes')], {
      encoding: 'utf8',
    });
    // Where kubectl is not installed the list above has to do.
    if (error === undefined) expect([status, stderr]).toEqual([0, '']);
  });
});

describe('monitoring', () => {
  const metrics = new Metrics({
    log: {} as never,
    timekeeper: { failure: undefined },
    proof: undefined,
    views: undefined,
    nowMs: Date.now,
  });
  const served = new Set(metrics.names());
  const bare = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '');
  const inExpressions = (expressions: readonly string[]): readonly string[] =>
    expressions.flatMap((text) => [...text.matchAll(/\b(?:besluitspoor|nodejs|process)_\w+/g)].map(([name]) => name));
  const groups = (
    yaml.loadAll(read('deploy/monitoring/alerts.yml'))[0] as {
      groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[];
    }
  ).groups;
  const rules = groups.flatMap((group) => group.rules);
  const board = JSON.parse(read('deploy/monitoring/grafana-dashboard.json')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };

  it('every figure in an alert or on the dashboard is one that a server gives', () => {
    const named = inExpressions([
      ...rules.map(({ expr }) => expr),
      ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ]);
    expect(named.length).toBeGreaterThan(rules.length);
    expect(named.filter((name) => !served.has(name) && !served.has(bare(name)))).toEqual([]);
  });
  it('every figure of our own is on the dashboard', () => {
    const drawn = new Set(
      inExpressions(board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))).map(bare),
    );
    expect([...served].filter((name) => name.startsWith('besluitspoor_') && !drawn.has(name))).toEqual([]);
  });
  it('every alert has a chapter in the runbook', () => {
    const chapters = new Set(
      [...read('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase()),
    );
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(chapters).toContain(alert.toLowerCase());
    }
  });
});

describe('the image', () => {
  /** What the last stage takes from the first or from the checkout: where from, and where to. */
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));
  const copied = [...stage.matchAll(/^COPY (--from=build )?(.+) (\S+)$/gm)].flatMap(([, , from = '', to = '']) =>
    from.split(' ').map((path) => ({ from: path.replace(/^\/app\//, ''), to })),
  );
  const MADE = new Set(['sbom.cdx.json', 'node_modules', 'dist']);

  it('every file that it copies exists, and is sent to the builder', () => {
    const first = [...dockerfile.slice(0, dockerfile.lastIndexOf('\nFROM')).matchAll(/^COPY (.+) \S+$/gm)].flatMap(
      ([, from = '']) => from.split(' '),
    );
    const wanted = [...first, ...copied.map(({ from }) => from)].filter((path) => !MADE.has(path));
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const sent = read('deploy/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const isSent = (path: string): boolean =>
      sent.some(
        (one) =>
          path === one ||
          path.startsWith(`${one}/`) ||
          (one.includes('*') && new RegExp(`^${one.replace('.', '\\.').replace('*', '.*')}$`).test(path)),
      );
    expect(wanted.filter((path) => !isSent(path))).toEqual([]);
  });

  it('says which packages are in it, by the very line of the recipe', () => {
    const [, line] = /^RUN (npm sbom .+)$/m.exec(dockerfile)!;
    const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
    try {
      // As in the first stage after what is only for building was removed: that would count as missing.
      for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(folder, name));
      mkdirSync(join(folder, 'node_modules'));
      const { status, stderr } = spawnSync('sh', ['-c', line!], { cwd: folder, encoding: 'utf8' });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as {
        bomFormat: string;
        components: { name: string; licenses?: unknown[] }[];
      };
      const names = bill.components.map(({ name }) => name);
      expect(bill.bomFormat).toBe('CycloneDX');
      expect(names).toEqual(expect.arrayContaining(['kysely', 'fastify', '@eventstore/db-client']));
      expect(names).not.toContain('jest');
      expect(bill.components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  it('what it holds is enough: a log is made, served, found healthy and stopped', async () => {
    if (!existsSync(join(ROOT, 'dist/apps/cli/src/main.js')))
      throw new Error('dist/ is missing: run `npm run build` first');
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    const app = join(folder, 'app');
    try {
      for (const { from, to } of copied.filter(({ from: path }) => path !== 'sbom.cdx.json')) {
        const target = to.endsWith('/') ? join(app, to, from.split('/').at(-1)!) : join(app, to);
        mkdirSync(dirname(target), { recursive: true });
        if (from === 'node_modules') symlinkSync(join(ROOT, from), target);
        else cpSync(join(ROOT, from), target, { recursive: true });
      }
      await runsIn(app, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  async function runsIn(app: string, folder: string): Promise<void> {
    const fixed = Object.fromEntries(
      [...dockerfile.matchAll(/(BESLUITSPOOR_[A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    );
    const here = {
      BESLUITSPOOR_DATA: join(folder, 'data'),
      BESLUITSPOOR_GUARD: join(folder, 'guard.db'),
      BESLUITSPOOR_HOST: '127.0.0.1',
      BESLUITSPOOR_PORT: String(await freePort()),
    };
    const env = { PATH: process.env['PATH'], NODE_ENV: 'production', ...fixed, ...here };
    const listOf = (word: string): string[] =>
      JSON.parse(new RegExp(`^${word} .*?(\\[.*\\])$`, 'm').exec(stage)![1]!) as string[];
    const [node, ...entry] = listOf('ENTRYPOINT');
    expect(node).toBe('node');
    const made = spawnSync(process.execPath, [...entry, 'init'], { cwd: app, env, encoding: 'utf8' });
    expect([made.stderr, made.status]).toEqual(['', 0]);
    const server = spawn(process.execPath, [...entry, ...listOf('CMD')], {
      cwd: app,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(server.stdout, 'data');
      const healthy = () => spawnSync(process.execPath, listOf('HEALTHCHECK').slice(1), { cwd: app, env }).status;
      expect(healthy()).toBe(0);
      expect(await stop(server)).toBe(0);
      expect(healthy()).toBe(1);
    } finally {
      server.kill('SIGKILL');
    }
  }
});

async function stop(server: ChildProcess): Promise<number> {
  const ended = once(server, 'close') as Promise<[number]>;
  server.kill('SIGTERM');
  return (await ended)[0];
}
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
