import { batchOf, repetitionsOf } from './cells.ts';
import { budgetOf, type PlayQueries } from './play-piece.ts';
import { playGuarded } from './play-search.ts';
import { rowOf } from './played.ts';
import type { Query } from './comparison.ts';
import type { PieceTask } from './comparison-kind.ts';
import type { ComparisonStore } from './comparison-store.ts';
import { modelEvaluator, type Evaluator, modelCalls } from '@rookery/planner-search';
import { CallLedger, deriveSeed } from '@rookery/shared-model-calls';
import type { ComparedQueries } from '@rookery/shared-contracts';
import type { Answer, PathEstimate, Question } from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { ALL_ATTRIBUTES, ATTRIBUTE_KEYS, maskOfProfile } from '@rookery/shared-scenario';
import type { Planning } from '@rookery/planner-planning';

/** Score points: losses are counted from here. */
const BEST_SCORE = 5;

/** One query of a comparison. */
interface QueryTask extends PieceTask {
  readonly live: ComparedQueries;
  readonly asked: Query;
  /** Roots the ids of its calls: repeated after a restart, they are given the answers that exist. */
  readonly root: string;
  readonly seed: number;
}

/**
 * Plays the queries of a comparison with models. Regret is not known there, so the path's end and its prefixes are answered and judged
 * afresh; contenders that come to the same subset of a query are given the same fresh answers.
 */
export function queriesPlayer(planning: Planning, queries: Pick<ComparisonStore, 'query'>): PlayQueries {
  return async (task, signal) => {
    const { spec, comparison, piece } = task;
    const { live } = spec;
    const rows: number[] = [];
    let failed = 0;
    for (let index = piece.first; index < piece.first + piece.problems; index += 1) {
      if (live === undefined) throw new RookeryError('INTERNAL', 'a piece names no query');
      const asked = await queries.query(comparison, index);
      const root = `comparison/${comparison}/${index}`;
      for (let repetition = 0; repetition < repetitionsOf(spec); repetition += 1) {
        const seed = deriveSeed(spec.firstProblem, 'comparison', index, repetition);
        const played = await playQuery(planning, { ...task, live, asked, root, seed }, repetition, signal);
        rows.push(...played.row);
        failed += played.failed ? 1 : 0;
      }
    }
    // Models take the time here; what the planner took cannot be told apart from serving them.
    return { rows: Float64Array.from(rows), cpuUs: undefined, failed, lesson: '' };
  };
}

async function playQuery(
  planning: Planning,
  task: QueryTask,
  repetition: number,
  signal: AbortSignal,
): Promise<{ row: number[]; failed: boolean }> {
  const { spec, live, asked, piece, root, seed } = task;
  const contender = spec.contenders[piece.contender];
  if (contender === undefined) throw new RookeryError('INTERNAL', 'a piece names no contender');
  const askable = maskOfProfile(asked.profile);
  using started = await planning.registry.start({
    planner: contender.planner,
    parametersJson: contender.parametersJson,
    problem: {
      attributes: ATTRIBUTE_KEYS.length,
      depth: live.depth,
      budget: budgetOf(spec.checkpoints),
      forbidden: ALL_ATTRIBUTES & ~askable,
      seed: BigInt(seed),
    },
  });
  const search = evaluatorOf(planning, task, `${root}/${piece.contender}/${repetition}`, seed);
  const play = await playGuarded(started.search, {
    checkpoints: spec.checkpoints,
    batch: batchOf(spec),
    answer: (questions) => Promise.all(questions.map((question) => answered(search, question, signal))),
    signal,
  });
  const fresh = new FreshValues(planning, task, signal);
  const loss: number[] = [];
  const anytime: number[] = [];
  for (const path of play.paths) {
    const values = await fresh.along(path);
    loss.push(BEST_SCORE - (values.at(-1) ?? Number.NaN));
    anytime.push(BEST_SCORE - values.reduce((sum, value) => sum + value, 0) / values.length);
  }
  const { evaluations, rankings, failed } = play;
  return { row: rowOf({ loss, anytime, evaluations, rankings }), failed };
}

function evaluatorOf(planning: Planning, task: QueryTask, id: string, seed: number): Evaluator {
  const { live, asked } = task;
  const ledger = new CallLedger();
  const { query, profile } = asked;
  const { answerModel, judgeModel } = live;
  const priorModel = live.priorModel === '' ? answerModel : live.priorModel;
  const askable = maskOfProfile(profile);
  return modelEvaluator(
    { id, query, profile, askable, answerModel, judgeModel, priorModel, seed },
    modelCalls(planning.inference, ledger),
    planning.judgeFor(ledger),
  );
}

// An evaluation that gives no score is told as failed; one that cannot be made now makes the whole piece wait.
async function answered(evaluator: Evaluator, question: Question, signal: AbortSignal): Promise<Answer> {
  const { id } = question;
  if (question.kind === 'evaluate') {
    const reward = await evaluator.evaluate(question.subset, id, signal);
    return reward === undefined ? { kind: 'failed', id } : { kind: 'reward', id, reward };
  }
  const weights = await evaluator.rank(question.state, signal);
  return weights === undefined ? { kind: 'failed', id } : { kind: 'weights', id, weights };
}

/** Values of the subsets of one query, from evaluations that no search has seen; each subset is evaluated once. */
class FreshValues {
  readonly #planning: Planning;
  readonly #task: QueryTask;
  readonly #signal: AbortSignal;
  readonly #values = new Map<bigint, Promise<number>>();

  constructor(planning: Planning, task: QueryTask, signal: AbortSignal) {
    this.#planning = planning;
    this.#task = task;
    this.#signal = signal;
  }

  /** The value after each step of a path. @throws RookeryError UNAVAILABLE when none of a subset's answers was scored */
  along({ steps }: PathEstimate): Promise<number[]> {
    return Promise.all(
      steps.map(({ subset }) => {
        const value = this.#values.get(subset) ?? this.#evaluated(subset);
        this.#values.set(subset, value);
        return value;
      }),
    );
  }

  async #evaluated(subset: bigint): Promise<number> {
    const { root, seed, live } = this.#task;
    const name = subset.toString();
    const evaluator = evaluatorOf(
      this.#planning,
      this.#task,
      `${root}/fresh/${name}`,
      deriveSeed(seed, 'fresh', name),
    );
    const replicates = Array.from({ length: live.replicates }, (_, id) =>
      evaluator.evaluate(subset, id, this.#signal),
    );
    const scores = (await Promise.all(replicates)).filter((score) => score !== undefined);
    if (scores.length === 0) {
      throw new RookeryError('UNAVAILABLE', 'none of the answers to a path could be scored', {
        retryAfterMs: 1000,
      });
    }
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  }
}
