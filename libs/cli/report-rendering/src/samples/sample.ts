import { ResultState, type Result, type Run, type Scenario } from '@rookery/shared-contracts';

/** One sample of a run with what it was asked about. */
export interface Sample {
  readonly result: Result;
  /** Undefined: it is erased. */
  readonly scenario: Scenario | undefined;
}

/** Whether the model that answered judged itself. */
export function judgesItself({ result }: Sample, run: Run): boolean {
  return result.model === run.spec?.judgeModel;
}

/** `2.33`, or what became of a sample without a score. */
export function outcomeOf({ score, state }: Result): string {
  if (score !== undefined) return score.toFixed(2);
  return state === ResultState.FAILED ? 'failed' : 'unscored';
}
