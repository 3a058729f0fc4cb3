// npx node tools/examples/rust-planner/try.ts FILE.rs: puts a planner into a copy of the crate, holds it to what every planner keeps
// to, and plays it against others. Nothing of the repository is changed. Needs cargo.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const CRATES = join(import.meta.dirname, '../../../planner-wasm');
const COPIED = ['Cargo.toml', 'Cargo.lock', 'search', 'retrieval', 'binding', 'benches'];
/** A few dozen problems of the default world, k = 5: enough to see that it is no worse than chance. */
const GAME = ['quality=good', 'problems=40', 'at=10,40,150', 'batch=8'];
const RIVALS = ['random', 'greedy-prior', 'raise-mcts={"preset":"best"}', 'path-kg={"tolerance":0}'];

const [file] = process.argv.slice(2);
if (file === undefined || !/\.rs$/.test(file)) {
  console.error('usage: npx node tools/examples/rust-planner/try.ts FILE.rs, a module with a REGISTRATION');
  process.exit(2);
}
const source = readFileSync(file, 'utf8');
const module = basename(file, '.rs');
const name = /const NAME: &str = "([^"]+)"/.exec(source)?.[1] ?? module.replaceAll('_', '-');

const copy = mkdtempSync(join(tmpdir(), 'rookery-planner-'));
try {
  for (const part of COPIED) cpSync(join(CRATES, part), join(copy, part), { recursive: true });
  const inside = (path: string): string => join(copy, 'search/src', path);
  writeFileSync(inside(`${module}.rs`), source);
  change(inside('lib.rs'), /^mod /m, `mod ${module};\nmod `);
  change(inside('registry.rs'), /^use /m, `use crate::${module};\nuse `);
  change(inside('registry.rs'), /^\];/m, `    ${module}::REGISTRATION,\n];`);
  cargo('test', '--quiet', '-p', 'rookery-search', '--test', 'protocol');
  cargo(
    'run',
    '--quiet',
    '-p',
    'rookery-search',
    '--profile',
    'test',
    '--example',
    'compare',
    '--',
    ...GAME,
    name,
    ...RIVALS,
  );
} finally {
  rmSync(copy, { recursive: true });
}

function change(path: string, place: RegExp, text: string): void {
  const before = readFileSync(path, 'utf8');
  if (!place.test(before)) throw new Error(`${path} has changed: there is no ${place.source}`);
  writeFileSync(
    path,
    before.replace(place, () => text),
  );
}

function cargo(...words: string[]): void {
  // Where the crate is built otherwise, so that what it depends on is built once.
  const environment = { ...process.env, CARGO_TARGET_DIR: join(CRATES, 'target') };
  const { status, error } = spawnSync('cargo', words, { cwd: copy, env: environment, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`cargo ${words.join(' ')} ended with ${status}`);
}
