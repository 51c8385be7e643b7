// The floors of the house as one table: what may import what. eslint.config.mjs makes its rules from it, and
// test/house/floors.spec.ts plants a forbidden import on every floor and sees it rejected.
// Plain JavaScript, because ESLint reads its configuration without a build.

/** Libraries from the ground up; each may import the libraries of every floor below its own, and none beside it. */
const FLOORS = [
  ['event-log', 'vault', 'transparency'],
  ['governance'],
  ['dossier', 'read-models'],
  ['access', 'interchange', 'reports'],
];

/** The exceptions to "none beside it", each with its reason. */
const NEIGHBOURS = {
  // Sealed values are committed in the log's own transaction, so the vault speaks the log's types.
  vault: ['event-log'],
  // The frontier of the tree is committed in the log's own transaction, so the log can append to a tree.
  'event-log': ['transparency'],
};

const APPS = ['server', 'web', 'cli', 'witness', 'verifier'];

/** Apps are composition and do not build on each other; the command line starts the server that it is packed with. */
const APP_NEIGHBOURS = { cli: ['server'] };

/** Packages that a library may use. A library that is not named here may use any dependency. */
const PACKAGES = {
  // The domain has no framework, no clock and no I/O: it could be read aloud to a council clerk.
  // `node:module` only loads the large ones of these when they are first needed (kernel/late.ts).
  governance: [
    'class-validator',
    'class-transformer',
    'reflect-metadata',
    'date-holidays',
    'temporal-polyfill',
    'node:module',
  ],
  // An auditor reads these lines; they lean on nothing but the runtime.
  transparency: ['node:'],
};

/** Packages that a library must not use although it has no closed list: these two know no framework. */
const BANNED_PACKAGES = { 'event-log': ['@nestjs/'], vault: ['@nestjs/'] };

/** Large, and of no use to whoever keeps his log in a file: loaded when such a log is opened, and known in one folder. */
const CLIENT_FOLDER = 'libs/event-log/src/eventstoredb';
const CLIENT_BAN = {
  regex: '^@eventstore/',
  message: `The client of EventStoreDB is loaded with import() in ${CLIENT_FOLDER}, and nowhere else.`,
};
const EAGER_CLIENT = {
  selector: `ImportDeclaration[importKind!="type"][source.value=/${CLIENT_BAN.regex.replaceAll('/', '\\u002F')}/]`,
  message: CLIENT_BAN.message,
};

const LIBRARIES = FLOORS.flat();
const SPECS = ['**/*.spec.ts', '**/*.spec.tsx'];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const anyOf = (names) => `(?:${names.map(escape).join('|')})`;

/** The libraries that `library` may import through their front doors. */
export function below(library) {
  const floor = FLOORS.findIndex((names) => names.includes(library));
  return [...FLOORS.slice(0, floor).flat(), ...(NEIGHBOURS[library] ?? [])];
}

/** Matches each specifier that reaches into one of these folders by a relative path instead of through the front door. */
const relativePathInto = (folders) => `^\\.\\.?/(?:.*/)?${anyOf(folders)}(?:/|$)`;

function libraryBans(library) {
  const others = LIBRARIES.filter((name) => name !== library);
  const forbidden = others.filter((name) => !below(library).includes(name));
  return [
    ...(forbidden.length === 0
      ? []
      : [
          {
            regex: `^#${anyOf(forbidden)}(?:/|$)`,
            message: `libs/${library} may import only from the floors below it.`,
          },
        ]),
    { regex: '^#[^/]+/', message: 'A library is entered by its front door (#name), never by a path inside it.' },
    { regex: `${relativePathInto(['libs', 'apps'])}`, message: 'Another library is imported as #name; an app never.' },
    // From libs/x/src/…, two or more steps up and into a library's or app's name leaves the library.
    { regex: `^(?:\\.\\./)+${anyOf([...others, ...APPS])}/src/`, message: 'Another library is imported as #name.' },
  ];
}

function packageBans(library) {
  const banned = (BANNED_PACKAGES[library] ?? []).map((name) => ({
    regex: `^${escape(name)}`,
    message: `libs/${library} knows no framework.`,
  }));
  const allowed = PACKAGES[library];
  if (allowed === undefined) return banned;
  const names = allowed.map((name) => (name.endsWith(':') ? escape(name) : `${escape(name)}(?:/|$)`));
  return [
    ...banned,
    {
      regex: `^(?!\\.|#|(?:${names.join('|')}))`,
      message: `libs/${library} may use only ${allowed.join(', ')}; the list is in scripts/floors.mjs.`,
    },
  ];
}

function appBans(app) {
  const others = APPS.filter((name) => name !== app && !(APP_NEIGHBOURS[app] ?? []).includes(name));
  return [
    { regex: '^#[^/]+/', message: 'A library is entered by its front door (#name), never by a path inside it.' },
    { regex: relativePathInto(['libs']), message: 'A library is imported as #name.' },
    { regex: `^(?:\\.\\./)+(?:apps/)?${anyOf(others)}/src/`, message: `apps/${app} does not build on another app.` },
  ];
}

/**
 * `no-restricted-imports` sees import and export declarations only; `import('x')` and the type `import('x').T` are
 * other syntax, so the same bans are written as selectors too. A selector cannot hold a slash inside a regular
 * expression, hence the escape by code point.
 */
const syntaxBans = (bans) =>
  bans.flatMap(({ regex, message }) => {
    const pattern = regex.replaceAll('\\/', '/').replaceAll('/', '\\u002F');
    return [
      { selector: `ImportExpression > Literal[value=/${pattern}/]`, message },
      { selector: `TSImportType Literal[value=/${pattern}/]`, message },
    ];
  });

const CLOCK =
  'The domain has no clock, no randomness and no I/O: they come through `context`, so that a replay is bit for bit.';

const CLOCK_SYNTAX = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
  { selector: 'CallExpression[callee.name="Date"]', message: CLOCK },
];
const CLOCK_PROPERTIES = [
  { object: 'Date', property: 'now', message: CLOCK },
  { object: 'Math', property: 'random', message: CLOCK },
  { object: 'Temporal', property: 'Now', message: CLOCK },
];
const CLOCK_GLOBALS = [
  'performance',
  'crypto',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'console',
].map((name) => ({ name, message: CLOCK }));

const importRules = (bans, moreSyntax = []) => ({
  'no-restricted-imports': ['error', { patterns: bans }],
  'no-restricted-syntax': ['error', ...syntaxBans(bans), ...moreSyntax],
});

function libraryRules(library) {
  const files = [`libs/${library}/**/*.ts`, `libs/${library}/**/*.tsx`];
  const floors = libraryBans(library);
  const pure = library === 'governance';
  return [
    // A spec stands on the same floor as what it tests, but may use the test libraries and the file system.
    {
      name: `floors/${library}/specs`,
      files: SPECS.map((spec) => `libs/${library}/${spec}`),
      rules: importRules(floors),
    },
    {
      name: `floors/${library}`,
      files,
      ignores: SPECS,
      rules: {
        ...importRules([...floors, ...packageBans(library), CLIENT_BAN], pure ? CLOCK_SYNTAX : []),
        ...(pure && {
          'no-restricted-properties': ['error', ...CLOCK_PROPERTIES],
          'no-restricted-globals': ['error', ...CLOCK_GLOBALS],
        }),
      },
    },
  ];
}

/** ESLint configuration blocks that hold the arrows. */
export const floorRules = [
  ...LIBRARIES.flatMap(libraryRules),
  ...APPS.map((app) => ({
    name: `floors/apps/${app}`,
    files: [`apps/${app}/**/*.ts`, `apps/${app}/**/*.tsx`],
    rules: importRules([...appBans(app), CLIENT_BAN]),
  })),
  {
    name: 'floors/event-log/eventstoredb',
    files: [`${CLIENT_FOLDER}/**/*.ts`],
    ignores: SPECS,
    rules: importRules([...libraryBans('event-log'), ...packageBans('event-log')], [EAGER_CLIENT]),
  },
];

export { APPS, LIBRARIES };
