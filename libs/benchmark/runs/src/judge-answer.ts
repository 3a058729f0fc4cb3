import { RUN_DEFAULTS, type ResultReason, type RunSettings } from '@rookery/benchmark-samples';
import type { PendingSample, SampleScores } from '@rookery/benchmark-storage';
import { panelToWire, protocolToWire } from '@rookery/benchmark-wire';
import {
  addUsage,
  NO_USAGE,
  UnscoredReason,
  VerdictState,
  type AttackSign,
  type Usage,
  type Verdict,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Respondents, Step } from './respondents.ts';

/** What the judge said: scores, or why there are none. */
export interface Judgement {
  readonly scores: SampleScores | undefined;
  /** Undefined with scores. */
  readonly reason: ResultReason | undefined;
  /** What the judge wrote. */
  readonly words: string;
  readonly usage: Usage;
  /** All of it. */
  readonly verdict: Verdict;
  readonly promptVersion: string;
  /** What in the material looks like an attempt to sway the judge. */
  readonly attackSigns: readonly AttackSign[];
}

/**
 * Has an answer judged against the whole profile.
 * @throws RookeryError what judging ended with; UNAVAILABLE (reason MODEL_SERVER_FAILED) when the judge model's server gave no answer
 */
export async function judgeAnswer(
  { judge }: Pick<Respondents, 'judge'>,
  settings: RunSettings,
  { scenario }: PendingSample,
  response: string,
  { requestId, seed, signal }: Step,
): Promise<Judgement> {
  const { verdict } = await judge.judge(
    {
      requestId,
      judgeModel: settings.judgeModel,
      query: scenario.query,
      profile: { values: { ...scenario.profile } },
      response,
      seed,
      maxOutputTokens: settings.judgeMaxOutputTokens ?? RUN_DEFAULTS.judgeMaxOutputTokens,
      protocol: protocolToWire(settings.judgeProtocol),
      panel: panelToWire(settings.judgePanel),
      // New verdicts on old answers cost nothing where they were given before.
      useCache: settings.answersOf !== undefined,
      batch: settings.batch === true,
    },
    { signal },
  );
  if (verdict === undefined) throw new RookeryError('DATA_LOSS', 'the judge sent no verdict');
  // Nobody keeps such a verdict: the same request asks anew, once the server is back.
  if (verdict.unscoredReason === UnscoredReason.JUDGE_UNAVAILABLE) {
    const { usage = NO_USAGE } = verdict;
    throw new RookeryError('UNAVAILABLE', 'the server of the judge gave no answer', {
      reason: 'MODEL_SERVER_FAILED',
      usage,
    });
  }
  return {
    ...scoresOf(verdict),
    words: verdict.words,
    usage: addUsage(NO_USAGE, verdict.usage),
    verdict,
    promptVersion: verdict.promptVersion,
    attackSigns: verdict.attackSigns,
  };
}

/** A verdict without a reason is as good as one that nobody can read. */
const REASONS: Readonly<Record<UnscoredReason, ResultReason>> = {
  [UnscoredReason.UNSPECIFIED]: 'verdict_unreadable',
  [UnscoredReason.UNREADABLE]: 'verdict_unreadable',
  [UnscoredReason.TRUNCATED]: 'verdict_truncated',
  [UnscoredReason.OUT_OF_RANGE]: 'verdict_out_of_range',
  [UnscoredReason.CONTRADICTORY]: 'verdict_contradictory',
  [UnscoredReason.REFUSED]: 'verdict_refused',
  [UnscoredReason.JUDGE_UNAVAILABLE]: 'judge_unavailable',
  [UnscoredReason.FILTERED]: 'verdict_filtered',
  [UnscoredReason.LIMIT_SPENT_THINKING]: 'verdict_limit_spent_thinking',
  [UnscoredReason.INCOMPLETE]: 'verdict_incomplete',
  [UnscoredReason.UNRECOGNIZED]: 'verdict_unreadable',
};

/** A verdict is scored with three scores in range, or it is not scored. */
function scoresOf({ state, scores, unscoredReason, panel }: Verdict): Pick<Judgement, 'scores' | 'reason'> {
  if (state !== VerdictState.SCORED) return { scores: undefined, reason: REASONS[unscoredReason] };
  // Only what several verdicts say together may be a fraction.
  const said = panel?.scores ?? scores;
  if (said === undefined || !inRange(said) || (panel === undefined && !isWhole(said))) {
    return { scores: undefined, reason: 'verdict_out_of_range' };
  }
  const { riskSensitivity, emotionalEmpathy, userAlignment } = said;
  return { scores: { riskSensitivity, emotionalEmpathy, userAlignment }, reason: undefined };
}

function inRange({ riskSensitivity, emotionalEmpathy, userAlignment }: SampleScores): boolean {
  return [riskSensitivity, emotionalEmpathy, userAlignment].every((score) => score >= 1 && score <= 5);
}

function isWhole({ riskSensitivity, emotionalEmpathy, userAlignment }: SampleScores): boolean {
  return [riskSensitivity, emotionalEmpathy, userAlignment].every(Number.isInteger);
}
