// What it takes to learn from a library of 700 finished searches of 40 to 80 evaluations: in WebAssembly, where the planner
// service does it (a thread of its own), against the same crate native (when cargo is there). Both get the same searches.
import {
  createSearch,
  createWorld,
  finishedSearch,
  type Findings,
  type FinishedSearch,
} from '@rookery/shared-planner-wasm';
import { ownThread } from '@rookery/planner-pool';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nativeBenches, printed } from './commands.ts';
import { print } from './report.ts';

const SEARCHES = 700;
const ROUNDS = 3;
const BATCH = 8;
/** Two thirds of the truth is shared: there is something to learn. */
const WORLD = { sharedShare: 0.67 };
const FEWEST_EVALUATIONS = 40;
const MOST_EVALUATIONS = 80;
const UNIT = 's';

/** Measures the fit and prints its line: the best round, because other work can slow a round and never speed it up. */
export async function benchTransferFit(): Promise<void> {
  const native = nativeBenches()?.('transfer-fit');
  console.error(`searching ${SEARCHES} simulated problems to learn from`);
  const searches = Array.from({ length: SEARCHES }, (_, index) => searched(index));
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  const file = join(folder, 'library.jsonl');
  writeFileSync(file, searches.map(asLine).join('\n'));
  let [best, nativeBest] = [Infinity, Infinity];
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const start = performance.now();
      const { report } = await ownThread.fit(searches, new AbortController().signal);
      best = Math.min(best, (performance.now() - start) / 1_000);
      let note = `wasm ${best.toFixed(2)} ${UNIT} at best`;
      if (native !== undefined) {
        const there = printed<{ seconds: number; noise: number }>(native, [file]);
        if (Math.abs(there.noise / report.noise - 1) > 1e-6)
          throw new Error('WebAssembly and native code did not learn the same');
        nativeBest = Math.min(nativeBest, there.seconds);
        note += `, native ${nativeBest.toFixed(2)} ${UNIT}`;
      }
      console.error(`round ${round} of ${ROUNDS}: fit of ${SEARCHES} searches, ${note}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const compared = native === undefined ? {} : { baseline: 'native', ratio: best / nativeBest };
  print({ metric: 'transfer_fit_s', value: Math.round(best * 1_000) / 1_000, unit: UNIT, ...compared });
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
