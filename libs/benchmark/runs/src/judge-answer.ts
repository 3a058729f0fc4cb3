import type { PendingSample, SampleScores, Usage } from '@rookery/benchmark-storage';
import {
  UnscoredReason,
  unscoredReasonToJSON,
  VerdictState,
  type Scores,
  type Verdict,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Respondents, Step } from './models.ts';
import { usageOf } from './usage.ts';

/** What the judge said: scores, or why there are none. */
export interface Judgement {
  readonly scores: SampleScores | undefined;
  /** Empty with scores. */
  readonly reason: string;
  readonly usage: Usage;
  readonly promptVersion: string;
}

/** Has an answer judged against the whole profile. */
export async function judgeAnswer(
  { judge }: Pick<Respondents, 'judge'>,
  judgeModel: string,
  { scenario }: PendingSample,
  response: string,
  { requestId, seed, signal }: Step,
): Promise<Judgement> {
  const { verdict } = await judge.judge(
    {
      requestId,
      judgeModel,
      query: scenario.query,
      profile: { values: { ...scenario.profile } },
      response,
      seed,
    },
    { signal },
  );
  if (verdict === undefined) throw new RookeryError('DATA_LOSS', 'the judge sent no verdict');
  return { ...scoresOf(verdict), usage: usageOf(verdict.usage), promptVersion: verdict.promptVersion };
}

/** A verdict is scored with three scores in range, or it is not scored (design decision 8). */
function scoresOf({ state, scores, unscoredReason }: Verdict): Pick<Judgement, 'scores' | 'reason'> {
  if (state !== VerdictState.SCORED)
    return { scores: undefined, reason: unscoredReasonToJSON(unscoredReason) };
  if (scores === undefined || !inRange(scores)) {
    return { scores: undefined, reason: unscoredReasonToJSON(UnscoredReason.OUT_OF_RANGE) };
  }
  const { riskSensitivity, emotionalEmpathy, userAlignment } = scores;
  return { scores: { riskSensitivity, emotionalEmpathy, userAlignment }, reason: '' };
}

function inRange({ riskSensitivity, emotionalEmpathy, userAlignment }: Scores): boolean {
  return [riskSensitivity, emotionalEmpathy, userAlignment].every(
    (score) => Number.isInteger(score) && score >= 1 && score <= 5,
  );
}
