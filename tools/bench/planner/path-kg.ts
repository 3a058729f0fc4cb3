// What `path-kg` costs for every evaluation it is told, paths of five: one question at a time with ten attributes, where
// all subsets are kept, and in batches of eight with forty, where they are not. WebAssembly through the package's public
// face, against the same crate native (when cargo is there). Both play the same searches on simulated problems, and time
// only the search's own calls. A search is the same each time it is played,
// its calls wait for nothing, and other work on the machine slows a call but never speeds it up: so the least time that
// each step ever took is its CPU time.
import {
  createSearch,
  createWorld,
  type Answer,
  type Question,
  type WorldProblem,
} from '@rookery/shared-planner-wasm';
import { nativeBenches, printed } from './commands.ts';
import { print } from './report.ts';

const ROUNDS = 5;
const REPETITIONS = 3;
const PROBLEMS = 4;
const BUDGET = 100;

/** Searches that are measured together, and the lines that come of them. */
interface Kind {
  readonly attributes: number;
  readonly batch: number;
  readonly perEvaluation: string;
  readonly perBatch?: string;
}

const KINDS: readonly Kind[] = [
  { attributes: 10, batch: 1, perEvaluation: 'pathkg_us_per_eval' },
  {
    attributes: 40,
    batch: 8,
    perEvaluation: 'pathkg_40_us_per_eval',
    perBatch: 'pathkg_40_us_per_batch',
  },
];

interface Measured {
  readonly microsecondsPerEvaluation: number;
  /** A batch: one call for questions and one that tells their answers. */
  readonly microsecondsPerBatch: number;
  readonly checksum: number;
}

function answer(truth: WorldProblem, question: Question): Answer {
  const { id } = question;
  if (question.kind === 'rank') {
    return { kind: 'weights', id, weights: [...truth.prior(question.state, 'good')] };
  }
  const { risk, empathy, alignment } = truth.observe(question.subset, BigInt(id));
  return { kind: 'reward', id, reward: (risk + empathy + alignment) / 3 };
}

/** Plays one search; `fastest` keeps the least milliseconds of every step. Returns its part of the checksum. */
function play({ attributes, batch }: Kind, truth: WorldProblem, seed: bigint, fastest: number[]): number {
  using search = createSearch({ attributes, budget: BUDGET, seed }, 'path-kg', { tolerance: 0 });
  for (let step = 0; !search.finished; step += 1) {
    const asked = performance.now();
    const questions = search.ask(batch);
    const thinking = performance.now() - asked;
    const answers = questions.map((question) => answer(truth, question));
    const told = performance.now();
    search.tell(answers);
    const took = thinking + performance.now() - told;
    fastest[step] = Math.min(fastest[step] ?? Infinity, took);
  }
  const { steps } = search.bestPath();
  return steps.reduce((sum, { attribute }, place) => sum + (place + 1) * attribute, 0);
}

function wasm(kind: Kind): Measured {
  using world = createWorld({ attributes: kind.attributes });
  let [took, checksum, batches] = [0, 0, 0];
  for (let seed = 0n; seed < PROBLEMS; seed += 1n) {
    using truth = world.problem({ seed });
    const fastest: number[] = [];
    let path = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1)
      path = play(kind, truth, seed, fastest);
    took += fastest.reduce((sum, step) => sum + step, 0);
    checksum += path;
    batches += fastest.length;
  }
  return {
    microsecondsPerEvaluation: (took * 1_000) / (PROBLEMS * BUDGET),
    microsecondsPerBatch: (took * 1_000) / batches,
    checksum,
  };
}

/** Measures `path-kg` and prints its lines. */
export function benchPathKg(): void {
  const native = nativeBenches()?.('path-kg');
  for (const kind of KINDS) bench(kind, native);
}

function bench(kind: Kind, native: string | undefined): void {
  const { attributes, batch, perEvaluation, perBatch } = kind;
  const here: Measured[] = [];
  const there: Measured[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const measured = wasm(kind);
    here.push(measured);
    let note = `wasm ${measured.microsecondsPerEvaluation.toFixed(0)} us per evaluation`;
    if (native !== undefined) {
      const same = printed<Measured>(native, [REPETITIONS, attributes, batch].map(String));
      if (same.checksum !== measured.checksum)
        throw new Error('path-kg found other paths natively than in WebAssembly');
      there.push(same);
      note += `, native ${same.microsecondsPerEvaluation.toFixed(0)} us`;
    }
    console.error(`round ${round} of ${ROUNDS}: path-kg with ${attributes} attributes: ${note}`);
  }
  const line = (metric: string, of: (measured: Measured) => number) => {
    const best = Math.min(...here.map(of));
    const compared =
      native === undefined ? {} : { baseline: 'native', ratio: best / Math.min(...there.map(of)) };
    print({ metric, value: Math.round(best), unit: 'us', ...compared });
  };
  line(perEvaluation, ({ microsecondsPerEvaluation }) => microsecondsPerEvaluation);
  if (perBatch !== undefined) line(perBatch, ({ microsecondsPerBatch }) => microsecondsPerBatch);
}
