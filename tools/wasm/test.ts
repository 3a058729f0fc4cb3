// Tests the crate, the template of a planner in it, and the WebAssembly package built from it: `npm run test:wasm`. Where there is
// no cargo, only the package is tested, and this says so.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { WORKSPACE } from './source-hash.ts';

/** What loads the package, and what checks that it was built from these sources: both name its folder in their manifests. */
const projects = globSync('{apps/*,libs/*/*,tools}/package.json')
  .map((manifest) => readFileSync(manifest, 'utf8'))
  .filter((manifest) => manifest.includes('{workspaceRoot}/planner-wasm/'))
  .map((manifest) => (JSON.parse(manifest) as { name: string }).name);

function run(command: string, args: readonly string[], cwd: string | undefined): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd });
  if (status !== 0) process.exit(1);
}

if (spawnSync('cargo', ['--version']).status === 0) {
  run('cargo', ['test', '--quiet'], WORKSPACE);
  const template = 'tools/examples/rust-planner';
  run(process.execPath, [`${template}/try.ts`, `${template}/contrast.rs`], undefined);
} else
  console.log('no cargo on this machine: the crate and the template of a planner in Rust are not tested');
// The package is among what Nx hashes: tests that passed with these very bytes do not run again.
run(
  process.execPath,
  ['tools/workspace/test.ts', '--targets=test:unit', '--projects', projects.join(',')],
  undefined,
);
