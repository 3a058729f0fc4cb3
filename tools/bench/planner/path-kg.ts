// What `path-kg` costs for every evaluation it is told, ten attributes and paths of five: WebAssembly through the
// package's public face, against the same crate native (when cargo is there). Both play the same searches on simulated
// problems, one question at a time, and time only the search's own calls. A search is the same each time it is played,
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
const UNIT = 'us';

interface Measured {
  readonly microsecondsPerEvaluation: number;
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
function play(truth: WorldProblem, seed: bigint, fastest: number[]): number {
  using search = createSearch({ budget: BUDGET, seed }, 'path-kg', { tolerance: 0 });
  for (let step = 0; !search.finished; step += 1) {
    const asked = performance.now();
    const questions = search.ask(1);
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

function wasm(): Measured {
  using world = createWorld();
  let [took, checksum] = [0, 0];
  for (let seed = 0n; seed < PROBLEMS; seed += 1n) {
    using truth = world.problem({ seed });
    const fastest: number[] = [];
    let path = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) path = play(truth, seed, fastest);
    took += fastest.reduce((sum, step) => sum + step, 0);
    checksum += path;
  }
  return { microsecondsPerEvaluation: (took * 1_000) / (PROBLEMS * BUDGET), checksum };
}

/** Measures `path-kg` and prints its line. */
export function benchPathKg(): void {
  const native = nativeBenches()?.('path-kg');
  let [best, nativeBest] = [Infinity, Infinity];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const here = wasm();
    best = Math.min(best, here.microsecondsPerEvaluation);
    let note = `wasm ${here.microsecondsPerEvaluation.toFixed(0)} ${UNIT} per evaluation`;
    if (native !== undefined) {
      const there = printed<Measured>(native, [String(REPETITIONS)]);
      if (there.checksum !== here.checksum)
        throw new Error('path-kg found other paths natively than in WebAssembly');
      nativeBest = Math.min(nativeBest, there.microsecondsPerEvaluation);
      note += `, native ${there.microsecondsPerEvaluation.toFixed(0)} ${UNIT}`;
    }
    console.error(`round ${round} of ${ROUNDS}: path-kg ${note}`);
  }
  const compared = native === undefined ? {} : { baseline: 'native', ratio: best / nativeBest };
  print({ metric: 'pathkg_us_per_eval', value: Math.round(best), unit: UNIT, ...compared });
}
