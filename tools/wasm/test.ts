// Tests the crate and the WebAssembly package built from it: `npm run test:wasm`. Where there is no cargo, only the package
// is tested, and this says so.
import { spawnSync } from 'node:child_process';
import { WORKSPACE } from './source-hash.ts';

/** Everything that loads the package, and the check that it was built from these sources. */
const PROJECTS = ['@rookery/shared-planner-wasm', '@rookery/tools'];

function run(command: string, args: readonly string[], cwd: string | undefined): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd });
  if (status !== 0) process.exit(1);
}

if (spawnSync('cargo', ['--version']).status === 0) run('cargo', ['test', '--quiet'], WORKSPACE);
else console.log('no cargo on this machine: the crate itself is not tested');
run(
  process.execPath,
  ['tools/workspace/test.ts', '--projects', PROJECTS.join(','), '--skip-nx-cache'],
  undefined,
);
