// What it takes to learn from a library of 700 finished searches of 40 to 80 evaluations: in WebAssembly, where the planner
// service does it (a thread of its own), and by the same crate natively when it was built. Both get the same searches.
import {
  createSearch,
  createWorld,
  finishedSearch,
  type Findings,
  type FinishedSearch,
} from '@rookery/shared-core';
import { ownThread } from '@rookery/planner-pool';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const SEARCHES = 700;
const ROUNDS = 3;
const BATCH = 8;
/** Two thirds of the truth is shared: there is something to learn. */
const WORLD = { sharedShare: 0.67 };
const FEWEST_EVALUATIONS = 40;
const MOST_EVALUATIONS = 80;

/** Seconds of the best round, because other work on the machine can slow a round and never speed it up. */
export interface TransferFit {
  readonly wasmSeconds: number;
  /** Unset where the native bench is not there. */
  readonly nativeSeconds: number | undefined;
}

/**
 * @param native the native bench, if there is one
 * @param file where the searches may be written for it
 * @throws Error when both do not learn the same
 */
export async function transferFit(native: string | undefined, file: string): Promise<TransferFit> {
  console.error(`searching ${SEARCHES} simulated problems to learn from`);
  const searches = Array.from({ length: SEARCHES }, (_, index) => searched(index));
  if (native !== undefined) writeFileSync(file, searches.map(asLine).join('\n'));
  let [wasmSeconds, nativeSeconds] = [Infinity, Infinity];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const start = performance.now();
    const { report } = await ownThread.fit(searches, new AbortController().signal);
    wasmSeconds = Math.min(wasmSeconds, (performance.now() - start) / 1_000);
    if (native !== undefined) {
      const measured = measuredBy(native, file);
      nativeSeconds = Math.min(nativeSeconds, measured.seconds);
      if (Math.abs(measured.noise / report.noise - 1) > 1e-6)
        throw new Error('WebAssembly and native code did not learn the same');
    }
    console.error(`round ${round} of ${ROUNDS}: fitted in ${wasmSeconds.toFixed(2)} s at best`);
  }
  return { wasmSeconds, nativeSeconds: native === undefined ? undefined : nativeSeconds };
}

function searched(index: number): FinishedSearch {
  const seed = BigInt(index);
  const budget = FEWEST_EVALUATIONS + ((index * 37) % (MOST_EVALUATIONS - FEWEST_EVALUATIONS + 1));
  using world = createWorld(WORLD);
  using truth = world.problem({ seed });
  using search = createSearch({ budget, seed }, 'path-kg', { tolerance: 0 });
  const evaluations: Findings['evaluations'][number][] = [];
  const rankings: Findings['rankings'][number][] = [];
  while (!search.finished) {
    const answers = search.ask(BATCH).map((question) => {
      const { id } = question;
      if (question.kind === 'rank') {
        const weights = [...truth.prior(question.state, 'good')];
        rankings.push({ state: question.state, weights });
        return { kind: 'weights', id, weights } as const;
      }
      const { risk, empathy, alignment } = truth.observe(question.subset, (seed << 32n) | BigInt(id));
      const reward = (risk + empathy + alignment) / 3;
      evaluations.push({ subset: question.subset, reward });
      return { kind: 'reward', id, reward } as const;
    });
    search.tell(answers);
  }
  const context = { domain: String(truth.domain), embedding: Float32Array.from(truth.embedding()) };
  const problem = { attributes: 10, depth: 5, known: 0n, forbidden: 0n };
  return finishedSearch(context, problem, { evaluations, rankings });
}

/** A search as the native bench reads it. */
function asLine(search: FinishedSearch): string {
  const { domain, embedding, attributes, depth, known, forbidden, states, weights, subsets, rewards } =
    search;
  return JSON.stringify({
    domain,
    embedding: [...embedding],
    attributes,
    depth,
    known: Number(known),
    forbidden: Number(forbidden),
    rankings: Array.from(states, (state, index) => [
      Number(state),
      [...weights.subarray(index * attributes, (index + 1) * attributes)],
    ]),
    evaluations: Array.from(subsets, (subset, index) => [Number(subset), rewards[index]]),
  });
}

function measuredBy(native: string, file: string): { readonly seconds: number; readonly noise: number } {
  const run = spawnSync(native, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) throw new Error(`${native} ended with status ${run.status ?? 'none'}`);
  return JSON.parse(run.stdout) as { seconds: number; noise: number };
}
