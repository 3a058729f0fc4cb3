// The house rules of ARCHITECTURE.md as lint rules. Type-aware; module boundaries come from each project's tags.
import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Libraries of a scope use their own and what is shared; `lower` are scopes that they may use besides. */
const within = (scope, ...lower) => ({
  sourceTag: `scope:${scope}`,
  onlyDependOnLibsWithTags: [scope, ...lower, 'shared'].map((one) => `scope:${one}`),
});

/** Tags of what a service may load. */
const PRODUCT = ['type:lib', 'type:contracts'];

/**
 * Module boundaries for files that may import projects with one of these tags.
 * @param allow what has no name to be imported by: tools are no packages of the workspace
 */
const boundaries = (importable, allow = []) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow,
    depConstraints: [
      // Apps are composed by processes, never by imports; contracts know nothing but themselves.
      { sourceTag: 'type:app', onlyDependOnLibsWithTags: importable },
      { sourceTag: 'type:tool', onlyDependOnLibsWithTags: importable },
      { sourceTag: 'type:lib', onlyDependOnLibsWithTags: importable },
      { sourceTag: 'type:testing', onlyDependOnLibsWithTags: importable },
      { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:contracts'] },
      ...['gateway', 'benchmark', 'judge', 'planner', 'inference'].map((scope) => within(scope)),
      // The red team asks a judge from outside: its attacks and reports are the one library of the judge that the command line uses.
      {
        sourceTag: 'scope:cli',
        onlyDependOnLibsWithTags: ['scope:cli', 'scope:shared', 'open-to:cli'],
      },
      // Where the agent cannot be heard, the chat service looks for danger itself: one library of the agent is open to it.
      {
        sourceTag: 'scope:chat',
        onlyDependOnLibsWithTags: ['scope:chat', 'scope:shared', 'open-to:chat'],
      },
      // The agent plans with the library and the searches of the planner, whose process it shares; never the other way.
      within('agent', 'planner'),
      // Benches measure whatever there is.
      { sourceTag: 'scope:tools', onlyDependOnLibsWithTags: importable },
      { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
    ],
  },
];

/** What only tests and benches load: it may import testing libraries and the testing entry points of others. */
const TEST_SUPPORT = [
  '**/*.spec.ts',
  '**/src/testing.ts',
  '**/src/testing/**/*.ts',
  '**/src/fixtures/**/*.ts',
  'libs/shared/platform-processes/**/*.ts',
  'tools/engines/runs.ts',
  'tools/chaos/**/*.ts',
  'tools/fuzzing/**/*.ts',
  'tools/observability/watched/**/*.ts',
];
const MEASURING = ['tools/bench/**/*.ts', 'tools/peers/**/*.ts'];

const WASM_PACKAGE = {
  group: ['**/planner-wasm/**', '*rookery_planner*'],
  message: 'Only libs/shared/planner-wasm loads the WASM package; use @rookery/shared-planner-wasm.',
};
const PATH_INSIDE = {
  group: ['@rookery/*/*'],
  message: 'Import a library by its name, not by a path inside it; the `/testing` of a library is for tests.',
};
const TEST_FOLDER = {
  group: ['**/testing/**', '**/fixtures/**', './testing.ts'],
  message: 'What tests share is for tests, and never loaded by a service.',
};

const ENVIRONMENT_READ = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Environment variables are read in one place: the configuration of libs/shared/runtime.',
};

// A private constructor is the one thing that the language has no other sign for.
const PRIVATE_BY_NAME_ONLY = {
  selector: "ClassBody > :matches(PropertyDefinition, MethodDefinition[kind!='constructor'])[accessibility]",
  message:
    'Private members are #private, which holds when the program runs; what is not private needs no word for it.',
};

// Whoever writes it out forgets now and then that the signal may have aborted already, or that it outlives the listener.
const ABORT_BY_HAND = {
  selector: "CallExpression[callee.property.name='addEventListener'] > Literal[value='abort']",
  message: 'Listen with onAbort, untilAborted or whenAborted of libs/shared/concurrency.',
};

/** The services by who serves them, from those that call to those that are called. */
const BENCHMARK_SERVICES = ['ScenarioService', 'RunService', 'LibraryBuildService'];
const AGENT_SERVICES = ['AgentService'];
const PLANNER_SERVICES = ['PlannerService', 'LibraryService', 'ComparisonService'];
const JUDGE_SERVICES = ['JudgeService'];

/**
 * Rules for the files of a layer, which never calls what may call it: benchmark -> planner -> judge -> inference, and agent ->
 * planner. By the names of clients and definitions wherever they stand, because some files import the contracts as a whole.
 */
const below = (folders, above) => {
  const call = {
    selector: `Identifier[name=/^(${above.join('|')})(Definition|Client|Implementation)$/]`,
    message: `Calls go one way: ${folders.join(' and ')} never call ${above.join(', ')}.`,
  };
  const within = (files) => folders.map((folder) => `${folder}/**/${files}`);
  return [
    {
      files: within('*.ts'),
      rules: {
        'no-restricted-syntax': ['error', ENVIRONMENT_READ, PRIVATE_BY_NAME_ONLY, ABORT_BY_HAND, call],
      },
    },
    { files: within('*.spec.ts'), rules: { 'no-restricted-syntax': ['error', PRIVATE_BY_NAME_ONLY, call] } },
  ];
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/target/**',
      '.nx/**',
      '.rookery/**',
      'planner-wasm/**',
      'libs/shared/contracts/src/generated/**',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(PRODUCT),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-syntax': ['error', ENVIRONMENT_READ, PRIVATE_BY_NAME_ONLY, ABORT_BY_HAND],
      'no-restricted-imports': ['error', { patterns: [WASM_PACKAGE, PATH_INSIDE, TEST_FOLDER] }],
      'no-console': 'error',
      // Handlers promise by contract, even those that need not wait.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: [...TEST_SUPPORT, ...MEASURING],
    rules: {
      '@nx/enforce-module-boundaries': boundaries([...PRODUCT, 'type:testing']),
      'no-restricted-imports': [
        'error',
        {
          patterns: [WASM_PACKAGE, { ...PATH_INSIDE, group: [...PATH_INSIDE.group, '!@rookery/*/testing'] }],
        },
      ],
    },
  },
  {
    // Plays on the stage of the chaos scenarios, and with the readers that are known to it.
    files: ['tools/fuzzing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        [...PRODUCT, 'type:testing'],
        ['../../chaos/**', '../../readers/**'],
      ),
    },
  },
  {
    // The one library that loads the WASM package, which is no project of the graph.
    files: ['libs/shared/planner-wasm/**/*.ts', 'tools/wasm/**/*.ts'],
    rules: { 'no-restricted-imports': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // Abort listeners of tests end with them.
    files: [
      'libs/shared/concurrency/src/abort.ts',
      'libs/shared/runtime/src/config/**/*.ts',
      'tools/**/*.ts',
      '**/*.spec.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', PRIVATE_BY_NAME_ONLY] },
  },
  ...below(['libs/agent'], BENCHMARK_SERVICES),
  ...below(['libs/planner', 'apps/planner'], [...BENCHMARK_SERVICES, ...AGENT_SERVICES]),
  ...below(['libs/judge', 'apps/judge'], [...BENCHMARK_SERVICES, ...AGENT_SERVICES, ...PLANNER_SERVICES]),
  ...below(
    ['libs/inference', 'apps/inference-worker'],
    [...BENCHMARK_SERVICES, ...AGENT_SERVICES, ...PLANNER_SERVICES, ...JUDGE_SERVICES],
  ),
  {
    files: ['tools/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  prettier,
);
