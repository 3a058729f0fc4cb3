// The paper's search with free answers: WebAssembly against the same crate native (when cargo is there), native against
// the same loop in C++ (when a C++ compiler is there), WebAssembly against straightforward Python (when Python is
// there). All take turns, several rounds; the best rate of each counts, because other work on the machine can slow a
// round and never speed it up.
import { createFreeRun } from '@rookery/shared-planner-wasm';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchSource, nativeBenches, present, printed, succeed } from './commands.ts';
import { print } from './report.ts';

const ROUNDS = 5;
const ROUND_SECONDS = 1;
const ROLLOUTS = 300;
// Few: the answers' tables of all problems together stay in the processor's cache, so that answers cost nothing.
const PROBLEMS = 4;
// A millisecond of the fastest: other work on the machine leaves many such stretches alone.
const STRETCH_QUERIES = 20;
const CHECKED_QUERIES = 1_000;
const UNIT = 'rollouts/s';

type Contestant = 'wasm' | 'native' | 'cpp' | 'python';

/** What a contestant prints. Python draws other random numbers, so that it has no checksum to compare. */
interface Measured {
  readonly rolloutsPerSecond: number;
  readonly checksum?: number;
}

function wasm(): Measured {
  using run = createFreeRun({ problems: PROBLEMS, rollouts: ROLLOUTS });
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
function contestants(folder: string): Map<Contestant, () => Measured> {
  const found = new Map<Contestant, () => Measured>([['wasm', wasm]]);
  const native = nativeBenches()?.('free-run');
  if (native === undefined) return found;
  const tables = join(folder, 'tables');
  const seconds = String(ROUND_SECONDS);
  printed(native, ['0', tables]);
  found.set('native', () => printed(native, [seconds]));
  if (present('c++')) {
    const cpp = join(folder, 'free-run-cpp');
    // Without fused multiply-add its results are those of Rust, bit by bit; the rate is the same with it.
    const flags = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++20'];
    succeed('building the C++ loop', 'c++', [...flags, benchSource('cpp/free_run.cpp'), '-o', cpp]);
    found.set('cpp', () => printed(cpp, [seconds, tables]));
  }
  if (present('python3')) {
    const script = join(import.meta.dirname, 'free_run.py');
    found.set('python', () => printed('python3', [script, seconds, tables]));
  }
  return found;
}

function bestRates(all: ReadonlyMap<Contestant, () => Measured>): Map<Contestant, number> {
  const best = new Map<Contestant, number>();
  const checksums = new Set<number>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [name, measure] of all) {
      const { rolloutsPerSecond, checksum } = measure();
      if (checksum !== undefined) checksums.add(checksum);
      best.set(name, Math.max(best.get(name) ?? 0, rolloutsPerSecond));
      console.error(`round ${round} of ${ROUNDS}: ${name} ${Math.round(rolloutsPerSecond)} ${UNIT}`);
    }
  }
  if (checksums.size !== 1)
    throw new Error('the contestants did not find the same paths: not the same algorithm');
  return best;
}

/** Measures the paper's search and prints its lines. */
export function benchFreeRun(): void {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  try {
    const best = bestRates(contestants(folder));
    print({ metric: 'wasm_rollouts_per_second', value: Math.round(best.get('wasm') ?? 0), unit: UNIT });
    for (const [subject, baseline] of [
      ['wasm', 'native'],
      ['native', 'cpp'],
      ['wasm', 'python'],
    ] as const) {
      const [value, against] = [best.get(subject), best.get(baseline)];
      if (value === undefined || against === undefined) continue;
      const metric = `${subject}_over_${baseline}`;
      print({ metric, value: Math.round(value), unit: UNIT, baseline, ratio: value / against });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
