// `npm test`: tests through Nx, then one closing line for people and machines, `N passed, N failed, N skipped`, under what
// failed, what passed in a second try only, and what was skipped. Arguments go to Nx: `npm test -- --projects @rookery/judge-verdict`, `npm test -- --skip-nx-cache`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TaskResults } from './jest/executor.ts';

const RESULTS = 'dist/test-results';
// Old counts of a project that did not run this time must not be added up.
rmSync(RESULTS, { recursive: true, force: true });

const nx = spawnSync(
  process.execPath,
  ['node_modules/nx/dist/bin/nx.js', 'run-many', '--output-style=static', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      NX_DAEMON: 'false',
      // Integration tests start some hundred processes, and half of such a start is compiling.
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/node'),
    },
  },
);

let passed = 0;
let failed = 0;
const failures: string[] = [];
const unsteady: string[] = [];
const skipped: { readonly spec: string; readonly name: string }[] = [];
for (const file of existsSync(RESULTS) ? readdirSync(RESULTS) : []) {
  const results = JSON.parse(readFileSync(join(RESULTS, file), 'utf8')) as TaskResults;
  for (const [spec, result] of Object.entries(results)) {
    passed += result.passed;
    failed += result.failed;
    if (result.failed > 0) failures.push(`${spec}\n${result.message}`);
    if (result.unsteady !== undefined) unsteady.push(`${spec}\n${result.unsteady}`);
    skipped.push(...result.skipped.map((name) => ({ spec, name })));
  }
}

/** Titles of tests that may be skipped hold what they need: `a database with pgvector (needs ROOKERY_TEST_PGVECTOR_URL)`. */
function reason(name: string): string {
  return /\(needs ([^)]+)\)/.exec(name)?.[1] ?? 'what their titles do not say';
}

if (skipped.length > 0) console.log('\nSkipped:');
for (const [needed, group] of Map.groupBy(skipped, ({ name }) => reason(name))) {
  console.log(`  for want of ${needed}`);
  for (const { spec, name } of group) console.log(`    ${spec}: ${name}`);
}
// Once more at the end: the first print is thousands of lines up.
if (unsteady.length > 0) {
  console.log(
    `\nUnsteady: failed beside the others, and passed alone. To be mended.\n\n${unsteady.join('\n')}`,
  );
}
if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n')}`);
const nothingCounted = nx.status !== 0 && failed === 0;
if (nothingCounted) failed = 1;
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(nx.status === 0 && failed === 0 ? 0 : 1);
