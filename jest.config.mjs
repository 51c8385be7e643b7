// CommonJS mode: swc turns our TypeScript and the ESM-only packages into CommonJS, so that no experimental flag is needed.
const esmPackages = [
  '@nestjs/(common|core|cqrs|testing|platform-fastify)',
  'file-type|strtok3|token-types|uint8array-extras|@tokenizer|d3-[a-z-]+|internmap|temporal-polyfill|temporal-utils',
  '@utrecht/[a-z-]+|clsx|fast-check|pure-rand|cookie',
].join('|');
const legacy = {
  legacyDecorator: true,
  decoratorMetadata: true,
  useDefineForClassFields: false,
  react: { runtime: 'automatic' },
};
const swc = (parser) => [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser, keepClassNames: true, transform: legacy },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];
const base = {
  rootDir: '.',
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json'],
  moduleNameMapper: {
    '^#(event-log|vault|transparency|governance|dossier|read-models|access|interchange|reports)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/bench/node_modules/'],
  transform: {
    '^.+\\.tsx$': swc({ syntax: 'typescript', decorators: true, tsx: true }),
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '^.+\\.m?js$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages})/)`],
};
export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.{ts,tsx}'] },
    {
      ...base,
      displayName: 'whole',
      testMatch: [
        '<rootDir>/test/{acceptance,contract,faults,browser,house,hostile,properties,foreign-verifiers,conformance,kit}/**/*.spec.{ts,tsx}',
      ],
    },
  ],
};
