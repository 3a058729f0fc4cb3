import { callId, deriveSeed, type ModelCall } from '@rookery/shared-model-calls';
import { type ModelCalls } from './model-calls.ts';
import { attributesIn, revealed, type AttributeMask, type Profile } from '@rookery/shared-scenario';
import type { Evaluator } from './evaluator.ts';
import { rankingWeights } from './ranking-weights.ts';

/** Scores an answer against the whole person: the mean of the verdict, 1..5, or undefined when it was unscored. */
export type JudgeAnswer = (
  answer: { query: string; profile: Profile; response: string },
  call: ModelCall,
) => Promise<number | undefined>;

/** Whose questions are planned, and with which models. */
export interface EvaluationTask {
  /** Root of the ids of all calls (see callId); empty: every call is asked anew. */
  readonly id: string;
  readonly query: string;
  /** The whole person; the judge sees all of it. */
  readonly profile: Profile;
  /** What a path may ask for. */
  readonly askable: AttributeMask;
  readonly answerModel: string;
  readonly judgeModel: string;
  readonly priorModel: string;
  /** 0..2^32-1. */
  readonly seed: number;
}

/** Answers with exactly what a subset reveals and has the answer judged (paper, section 4: the reward). */
export function modelEvaluator(task: EvaluationTask, calls: ModelCalls, judge: JudgeAnswer): Evaluator {
  const { query, profile } = task;
  const callOf = (model: string, signal: AbortSignal, ...name: (string | number)[]): ModelCall => ({
    model,
    id: callId(task.id, ...name),
    seed: deriveSeed(task.seed, ...name),
    signal,
  });

  return {
    async evaluate(subset, id, signal) {
      const known = revealed(profile, subset);
      const response = await calls.answer(query, known, callOf(task.answerModel, signal, 'answer', id));
      return judge({ query, profile, response }, callOf(task.judgeModel, signal, 'judge', id));
    },
    async rank(state, signal) {
      const candidates = attributesIn(task.askable & ~state);
      const known = revealed(profile, state);
      const call = callOf(task.priorModel, signal, 'prior', state.toString());
      const ranking = await calls.rank({ query, known, candidates }, call);
      return ranking.readable ? rankingWeights(ranking.value, candidates) : undefined;
    },
  };
}
