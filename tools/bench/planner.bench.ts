// The paper's search with free answers: WebAssembly against the same crate native (when cargo is there), native against
// the same loop in C++ (when a C++ compiler is there), WebAssembly against straightforward Python (when Python is
// there). All take turns, several rounds; the best rate of each counts, because other work on the machine can slow a
// round and never speed it up. At the end: what it takes to learn from a library (see planner/transfer-fit.ts).
import { createFreeRun } from '@rookery/shared-core';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transferFit, type TransferFit } from './planner/transfer-fit.ts';

const ROUNDS = 5;
const ROUND_SECONDS = 1;
const ROLLOUTS = 300;
const STRETCH_QUERIES = 100;
const CHECKED_QUERIES = 1_000;

type Contestant = 'wasm' | 'native' | 'cpp' | 'python';

/** What a contestant prints. Python draws other random numbers, so that it has no checksum to compare. */
interface Measured {
  readonly rolloutsPerSecond: number;
  readonly checksum?: number;
}

const root = join(import.meta.dirname, '../..');
const workspace = join(root, 'planner-wasm');
const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
const tables = join(folder, 'tables');

function succeeds(command: string, args: readonly string[], cwd = root): boolean {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function present(command: string): boolean {
  const there = spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!there) console.error(`${command} is not installed: measured without it`);
  return there;
}

function printed(command: string, args: readonly string[]): Measured {
  const run = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error(`${command} ended with status ${run.status ?? 'none'}`);
  return JSON.parse(run.stdout) as Measured;
}

function wasm(): Measured {
  using run = createFreeRun({ rollouts: ROLLOUTS });
  const checksum = run.run(CHECKED_QUERIES);
  let best = 0;
  const end = performance.now() + ROUND_SECONDS * 1_000;
  while (performance.now() < end) {
    const start = performance.now();
    run.run(STRETCH_QUERIES);
    best = Math.max(best, (STRETCH_QUERIES * ROLLOUTS * 1_000) / (performance.now() - start));
  }
  return { rolloutsPerSecond: best, checksum };
}

/** What this machine can measure; the tables come from the native bench, so all others need cargo. */
function contestants(): Map<Contestant, () => Measured> {
  const found = new Map<Contestant, () => Measured>([['wasm', wasm]]);
  if (!present('cargo')) return found;
  if (!succeeds('cargo', ['build', '--release', '--quiet', '-p', 'rookery-benches'], workspace)) {
    throw new Error('the native bench could not be built');
  }
  const native = join(workspace, 'target/release/free-run');
  const seconds = String(ROUND_SECONDS);
  printed(native, ['0', tables]);
  found.set('native', () => printed(native, [seconds]));
  if (present('c++')) {
    const cpp = join(folder, 'free-run-cpp');
    const source = join(workspace, 'benches/cpp/free_run.cpp');
    // Without fused multiply-add its results are those of Rust, bit by bit; the rate is the same with it.
    const flags = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++20'];
    if (!succeeds('c++', [...flags, source, '-o', cpp])) throw new Error('the C++ loop could not be built');
    found.set('cpp', () => printed(cpp, [seconds, tables]));
  }
  if (present('python3')) {
    const script = join(import.meta.dirname, 'free_run.py');
    found.set('python', () => printed('python3', [script, seconds, tables]));
  }
  return found;
}

function print(
  metric: string,
  value: number,
  unit: string,
  baseline: string | null,
  ratio: number | null,
): void {
  console.log(JSON.stringify({ bench: 'planner', metric, value, unit, baseline, ratio }));
}

const best = new Map<Contestant, number>();
let fit: TransferFit;
try {
  const all = contestants();
  const checksums = new Set<number>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [name, measure] of all) {
      const { rolloutsPerSecond, checksum } = measure();
      if (checksum !== undefined) checksums.add(checksum);
      best.set(name, Math.max(best.get(name) ?? 0, rolloutsPerSecond));
      console.error(`round ${round} of ${ROUNDS}: ${name} ${Math.round(rolloutsPerSecond)} rollouts/s`);
    }
  }
  if (checksums.size !== 1)
    throw new Error('the contestants did not find the same paths: not the same algorithm');
  const native = all.has('native') ? join(workspace, 'target/release/transfer-fit') : undefined;
  fit = await transferFit(native, join(folder, 'library.jsonl'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const UNIT = 'rollouts/s';
print('wasm_rollouts_per_second', Math.round(best.get('wasm') ?? 0), UNIT, null, null);
for (const [subject, baseline] of [
  ['wasm', 'native'],
  ['native', 'cpp'],
  ['wasm', 'python'],
] as const) {
  const [value, against] = [best.get(subject), best.get(baseline)];
  if (value === undefined || against === undefined) continue;
  print(
    `${subject}_over_${baseline}`,
    Math.round(value),
    UNIT,
    baseline,
    Math.round((value / against) * 1_000) / 1_000,
  );
}
const { wasmSeconds, nativeSeconds } = fit;
print(
  'transfer_fit_s',
  Math.round(wasmSeconds * 1_000) / 1_000,
  's',
  nativeSeconds === undefined ? null : 'native',
  nativeSeconds === undefined ? null : Math.round((wasmSeconds / nativeSeconds) * 1_000) / 1_000,
);
