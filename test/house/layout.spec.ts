import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** A file that is longer than this is two files. Counted with its comments: a reader has to pass those too. */
const MAX_LINES = 600;
const CODE = /\.tsx?$/;

const files = ['apps', 'libs'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => CODE.test(path))
    .map((path) => join(top, path)),
);

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the layout of the house', () => {
  test(`no file under apps/ or libs/ is longer than ${MAX_LINES} lines`, () => {
    const tooLong = files
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(files.length).toBeGreaterThan(0);
    expect(tooLong).toEqual([]);
  });

  test('every dependency has its reason in docs/dependencies.md', () => {
    const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', object>;
    const used = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].sort();
    const reasons = new Map(
      [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| (.*?) *\|$/gm)].map(([, name, reason]) => [
        name,
        reason,
      ]),
    );
    expect([...reasons.keys()].sort()).toEqual(used);
    expect([...reasons].filter(([, reason]) => (reason ?? '').length < 10)).toEqual([]);
  });

  test('every spec under test/ is run: jest knows its folder', () => {
    const folders = /test\/\{([a-z,-]+)\}/.exec(read('jest.config.mjs'))?.[1]?.split(',') ?? [];
    const specs = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.spec\.tsx?$/.test(path) && !path.includes('node_modules'),
    );
    expect(specs.length).toBeGreaterThan(0);
    expect(specs.filter((path) => !folders.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });

  test('every relative link in the documents leads somewhere', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', ...markdownUnder('docs')];
    const broken = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)[^)]*\)/g)]
        .map(([, target]) => join(document, '..', target ?? ''))
        .filter((target) => !exists(target))
        .map((target) => `${document} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

function markdownUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path));
}

function exists(path: string): boolean {
  try {
    readdirSync(join(ROOT, path));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}
