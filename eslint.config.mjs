import appsync from '@aws-appsync/eslint-plugin';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const providerRoot = {
  regex: '^@cdktf/provider-aws(/lib)?(/index)?$',
  message: 'import the class by subpath (@cdktf/provider-aws/lib/sqs-queue): the root loads 565 MB',
};

/** The arrows of the architecture: files of `folder` may not import from the folders in `banned`. */
const arrow = (folder, banned, ...more) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          providerRoot,
          ...banned.map((target) => ({
            regex: `^(\\.\\./)+${target}(/|$)`,
            message: `${folder} may not import ${target}: see CONTRIBUTING.md, "Folders and arrows"`,
          })),
          ...more,
        ],
      },
    ],
  },
});

const types = (target) => ({
  regex: `^(\\.\\./)+${target}(/|$)`,
  allowTypeImports: true,
  message: `only types may come from ${target}`,
});

export default tseslint.config(
  { ignores: ['node_modules', 'cdktf.out', 'dist', '.tristage', '**/.nuxt', '**/.output', '**/*.d.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [providerRoot] }],
    },
  },
  {
    // Its types would be those that `nuxt prepare` writes, which a fresh clone has not: vue-tsc checks them instead.
    files: ['services/web/app/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['services/web/app/**/*.vue'],
    extends: [
      tseslint.configs.recommended,
      tseslint.configs.stylistic,
      vue.configs['flat/recommended'],
      // Prettier's.
      vue.configs['no-layout-rules'],
    ],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    // Nuxt gives these files their names, and the pages' are their addresses.
    files: ['services/web/app/app/{app,error}.vue', 'services/web/app/app/pages/**/*.vue'],
    rules: { 'vue/multi-word-component-names': 'off' },
  },
  arrow('environments', ['main', 'stacks', 'modules', 'services', 'local', 'cli']),
  arrow('modules', ['main', 'stacks', 'environments', 'services', 'local', 'cli']),
  arrow('stacks', ['main', 'services', 'local', 'cli']),
  arrow('services', ['main', 'stacks', 'modules', 'environments', 'local', 'cli']),
  arrow('local', ['main', 'stacks', 'modules', 'environments', 'services', 'cli']),
  arrow('cli', ['main', 'stacks', 'modules', 'environments', 'services']),
  {
    files: ['stacks/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [types('environments'), providerRoot] }],
    },
  },
  {
    files: ['services/*/{resolvers,functions,model}/**/*.ts'],
    extends: [appsync.configs.recommended],
    rules: {
      // AppSync refuses these too; its plugin does not look for them.
      'no-restricted-syntax': [
        'error',
        { selector: 'ThrowStatement', message: 'APPSYNC_JS has no throw: call util.error' },
        { selector: 'DoWhileStatement', message: 'APPSYNC_JS has no do' },
        { selector: 'NewExpression', message: 'APPSYNC_JS has no new' },
      ],
    },
  },
  {
    // Jest types its asymmetric matchers (expect.stringContaining) as any.
    files: ['__tests__/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: globals.node },
    extends: [tseslint.configs.disableTypeChecked],
  },
);
