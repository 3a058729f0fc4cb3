import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { GuidingPath } from '@rookery/agent-conversation';
import { driveSearch, modelCalls, modelEvaluator } from '@rookery/planner-search';
import { corePlanners, PlannerRegistry } from '@rookery/planner-planners';
import type { PathStep } from '@rookery/planner-library';
import { stepsOf } from '@rookery/planner-planning';
import { ownThread } from '@rookery/planner-pool';
import {
  finishedSearch,
  fitLibrary,
  STANDARD_CONCURRENCY,
  STANDARD_PROBLEM,
  type Findings,
  type FinishedSearch,
} from '@rookery/shared-planner-wasm';
import type { Embedder } from '@rookery/shared-embedding';
import { CallLedger } from '@rookery/shared-model-calls';
import {
  ALL_ATTRIBUTES,
  ATTRIBUTE_KEYS,
  costsByBit,
  STANDARD_QUESTION_COSTS,
} from '@rookery/shared-scenario';
import type { Models } from './models.ts';
import type { Case } from './scenarios.ts';

/** The product's planners, its default among them, on this thread. */
export const REGISTRY = new PlannerRegistry(corePlanners(ownThread), 'path-kg');
const NEIGHBOURS = 5;
const BEST = 5;

interface Planned {
  readonly path: GuidingPath;
  readonly embedding: Float32Array;
}

interface Kept {
  readonly planned: readonly Planned[];
  readonly searches: readonly FinishedSearch[];
  readonly fit: Uint8Array;
  readonly evaluations: number;
}

/** What a search of the product's default planner found. */
interface Found {
  readonly steps: readonly PathStep[];
  readonly startValue: number | undefined;
  readonly evaluations: number;
  readonly findings: Findings;
}

/** Plans the path of one query, beginning with nothing. */
export async function planOne(
  { query, profile }: Case,
  models: Models,
  { model, budget, seed }: { model: string; budget: number; seed: number },
): Promise<Found> {
  const { signal } = new AbortController();
  const problem = { ...STANDARD_PROBLEM, budget, seed: BigInt(seed), known: 0n, forbidden: 0n };
  const usualCosts = costsByBit(STANDARD_QUESTION_COSTS);
  using started = await REGISTRY.start({ planner: '', parametersJson: '', problem, usualCosts });
  const task = { id: '', query, profile, askable: ALL_ATTRIBUTES, seed };
  const evaluator = modelEvaluator(
    { ...task, answerModel: model, judgeModel: model, priorModel: model },
    modelCalls(models.inference, new CallLedger()),
    (answer, call) => models.judge(call.model, answer, call.seed ?? seed),
  );
  const driven = { concurrency: STANDARD_CONCURRENCY, signal, deadline: undefined, known: 0n };
  for await (const event of driveSearch(started.search, evaluator, driven)) {
    if (event.kind !== 'result') continue;
    const { best, startValue, evaluations } = event.result;
    return { steps: stepsOf(best), startValue, evaluations, findings: started.search.findings() };
  }
  throw new TypeError('the search ended without a result');
}

/** Paths planned one by one, what their searches taught, and the nearest of them for a query; as the product has them. */
export class PlannedLibrary {
  readonly #kept: Kept;

  private constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** What was learned from the searches. */
  get fit(): Uint8Array {
    return this.#kept.fit;
  }

  /** Evaluations that a search took in the mean. */
  get evaluations(): number {
    return this.#kept.evaluations;
  }

  /** Number of paths. */
  get size(): number {
    return this.#kept.planned.length;
  }

  static async plan(
    cases: readonly Case[],
    models: Models,
    embedder: Embedder,
    { model, budget, say }: { model: string; budget: number; say: (done: number) => void },
  ): Promise<PlannedLibrary> {
    const planned: Planned[] = [];
    const searches: FinishedSearch[] = [];
    const { signal } = new AbortController();
    let evaluations = 0;
    for (const [index, one] of cases.entries()) {
      const [embedding] = await embedder.embed([one.query], signal);
      if (embedding === undefined) throw new TypeError('no embedding');
      const found = await planOne(one, models, { model, budget, seed: index + 1 });
      evaluations += found.evaluations;
      planned.push({
        embedding,
        path: {
          name: `libraries/experiment/paths/${index}`,
          query: one.query,
          similarity: 0,
          startValue: found.startValue,
          attributes: found.steps.map(({ attribute }) => attribute),
          values: found.steps.map(({ value }) => value),
        },
      });
      const kept = {
        attributes: ATTRIBUTE_KEYS.length,
        depth: STANDARD_PROBLEM.depth,
        known: 0n,
        forbidden: 0n,
      };
      searches.push(finishedSearch({ domain: '', embedding }, kept, found.findings));
      say(index + 1);
    }
    using fit = fitLibrary(searches);
    return new PlannedLibrary({
      planned,
      searches,
      fit: fit.save(),
      evaluations: evaluations / cases.length,
    });
  }

  /** A library that was kept; undefined where there is none. */
  static async restored(file: string): Promise<PlannedLibrary | undefined> {
    if (!existsSync(file)) return undefined;
    return new PlannedLibrary(deserialize(await readFile(file)) as Kept);
  }

  /** Keeps what was planned: that takes minutes, all else seconds. */
  keep(file: string): Promise<void> {
    return writeFile(file, serialize(this.#kept));
  }

  /** The paths of the nearest queries, ordered as the product orders them: by similarity times what the path promises. */
  nearest(embedding: Float32Array): GuidingPath[] {
    const promise = ({ values }: GuidingPath): number => values.findLast((value) => value !== undefined) ?? 1;
    return this.#kept.planned
      .map(({ path, embedding: other }) => ({ ...path, similarity: Math.max(0, product(embedding, other)) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, NEIGHBOURS)
      .sort((a, b) => (b.similarity * promise(b) - a.similarity * promise(a)) / BEST);
  }
}

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0);
}
