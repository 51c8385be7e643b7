import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { floorRules } from './scripts/floors.mjs';

const TYPESCRIPT = ['{apps,libs,test}/**/*.{ts,tsx}'];
const SPECS = ['**/*.spec.{ts,tsx}', 'test/**/*.{ts,tsx}'];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'data/', '.demo/', 'test/bench/node_modules/']),
  {
    name: 'house/typescript',
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      // A floating promise is an act whose failure nobody hears.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // Ports are asynchronous; the adapter in memory has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Numbers and functions of one screen: what does not fit is two things.
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'max-depth': ['error', 4],
    },
  },
  {
    name: 'house/command-line',
    files: ['apps/cli/**/*.ts'],
    // Printing is what a command line is for.
    rules: { 'no-console': 'off' },
  },
  {
    name: 'house/state',
    files: ['libs/governance/src/**/state.ts'],
    // A slice answers to its own events and lets the others' pass; its fold is one flat list of cases.
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      'max-lines-per-function': ['error', { max: 140, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    name: 'house/specs',
    files: SPECS,
    rules: {
      // A describe block is a chapter, not a function; and tests look at untyped answers.
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  ...floorRules,
);
