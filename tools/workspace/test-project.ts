// Runs one project's jest tests: `node tools/workspace/test-project.ts libs/shared/errors [jest options]`.
// Kept apart from test.ts so that Nx can cache each project's run, counts included.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const [root, ...jestOptions] = process.argv.slice(2);
if (root === undefined) throw new Error('usage: test-project.ts PROJECT_ROOT [jest options]');
const results = 'dist/test-results';
mkdirSync(results, { recursive: true });

const run = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--rootDir',
    root,
    '--passWithNoTests',
    '--runInBand',
    '--json',
    '--outputFile',
    `${results}/${root.replaceAll('/', '-')}.json`,
    ...jestOptions,
  ],
  // jest repeats the JSON on stdout; the readable report goes to stderr.
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.exit(run.status ?? 1);
