// `npm test`: every project's tests through Nx, then one closing line for people and machines: `N passed, N failed`.
// Arguments go to Nx: `npm test -- --projects @rookery/judge-verdict`, `npm test -- --skip-nx-cache`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The part of jest's JSON results that is counted. */
interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** What jest prints for the whole file: every failed expectation, or why the file does not load. */
    readonly message: string;
  }[];
}

const RESULTS = 'dist/test-results';
// Old counts of a project that did not run this time must not be added up.
rmSync(RESULTS, { recursive: true, force: true });

const nx = spawnSync(
  process.execPath,
  [
    'node_modules/nx/dist/bin/nx.js',
    'run-many',
    '-t',
    'test',
    '--output-style=static',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } },
);

let passed = 0;
let failed = 0;
let skipped = 0;
const failures: string[] = [];
for (const file of existsSync(RESULTS) ? readdirSync(RESULTS) : []) {
  const results = JSON.parse(readFileSync(join(RESULTS, file), 'utf8')) as JestResults;
  passed += results.numPassedTests;
  // A file that does not even load is a failure, though jest counts no test in it.
  failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  skipped += results.numPendingTests;
  for (const { name, status, message } of results.testResults) {
    if (status === 'failed') failures.push(`${relative('.', name)}\n${message}`);
  }
}
// Once more at the end: the first print is thousands of lines up.
if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n')}`);
const nothingCounted = nx.status !== 0 && failed === 0;
if (nothingCounted) failed = 1;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(nx.status === 0 && failed === 0 ? 0 : 1);
