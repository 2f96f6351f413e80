import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import appsync from '@aws-appsync/eslint-plugin';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';

/** Built-ins of ECMAScript that APPSYNC_JS lacks. */
const missingBuiltIns = [
  'Date',
  'Promise',
  'RegExp',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Symbol',
  'Proxy',
  'Reflect',
  'Intl',
  'Function',
  'BigInt',
  'globalThis',
];
/** Globals of APPSYNC_JS that ECMAScript lacks. */
const ownGlobals = ['console', 'util', 'runtime', 'extensions'];

/**
 * Lints bundled APPSYNC_JS code by AppSync's rules, as files of a project of their own, which type-aware rules need.
 * `remove` deletes the project.
 */
export class AppSyncLinter {
  readonly #directory = mkdtempSync(join(tmpdir(), 'appsync-bundles-'));

  /** Findings as `<rule>: <message>` for each file name of `bundles`. */
  lint(bundles: ReadonlyMap<string, string>): Map<string, string[]> {
    for (const [name, code] of bundles) writeFileSync(join(this.#directory, name), code);
    writeFileSync(
      join(this.#directory, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { allowJs: true, checkJs: true, noEmit: true, target: 'es2023', lib: ['es2023'], types: [] },
        include: ['*.js'],
      }),
    );
    const linter = new Linter({ cwd: this.#directory });
    const config: Linter.Config[] = [
      {
        files: ['**/*.js'],
        plugins: { '@aws-appsync': appsync },
        languageOptions: {
          parser,
          parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: this.#directory },
          globals: Object.fromEntries(ownGlobals.map((name) => [name, 'readonly'])),
        },
        rules: {
          ...Object.fromEntries(Object.keys(appsync.rules ?? {}).map((rule) => [`@aws-appsync/${rule}`, 'error'])),
          // What AppSync refuses and the plugin has no rule for.
          'no-undef': 'error',
          'no-restricted-globals': ['error', ...missingBuiltIns],
          'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
          'no-restricted-syntax': ['error', 'ThrowStatement', 'DoWhileStatement', 'NewExpression'],
        },
      },
    ];
    return new Map(
      [...bundles].map(([name, code]) => [
        name,
        linter
          .verify(code, config, { filename: join(this.#directory, name) })
          .map(({ ruleId, message }) => `${ruleId}: ${message}`),
      ]),
    );
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}
