import type { BatchAnswer, Batches } from '@rookery/inference-batches';
import { AnswerState } from '@rookery/shared-contracts';
import { AnswerReader, type ReadAnswer, type ThinkingHabit } from './answer-reader.ts';
import { Refusal, refusalIn } from './refusal.ts';
import { readWhole } from './whole-answer.ts';

/** What is to be asked by the batch. */
export interface BatchedCall {
  /** The natural key of the caller's effect. */
  readonly key: string;
  readonly model: string;
  readonly body: object;
  readonly habit: ThinkingHabit;
  readonly signal: AbortSignal;
}

/** Asks for a whole completion by the batch. Rejects with Refusal or BrokenAnswer as a call would, and with the errors of Batches. */
export async function askBatched(
  batches: Batches,
  { key, model, body, habit, signal }: BatchedCall,
): Promise<ReadAnswer> {
  const isUsable = (answer: BatchAnswer): boolean => {
    try {
      const { state, text } = readBatched(answer, habit);
      return state === AnswerState.WHOLE || (state === AnswerState.CUT && text !== '');
    } catch {
      return false;
    }
  };
  return readBatched(await batches.ask({ key, model, body, isUsable }, signal), habit);
}

function readBatched({ status, body }: BatchAnswer, habit: ThinkingHabit): ReadAnswer {
  if (status < 200 || status >= 300) throw new Refusal(status, JSON.stringify(body ?? ''));
  const refusal = refusalIn(body);
  if (refusal !== undefined) throw refusal;
  return readWhole(body, new AnswerReader(habit, false));
}
