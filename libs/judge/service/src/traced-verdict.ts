import { unscoredReasonToJSON, VerdictState, type Verdict } from '@rookery/shared-contracts';
import { tracesContents, type OpenSpan } from '@rookery/shared-tracing';

/** Why a verdict has no scores, in lower case; undefined: it has. */
export function reasonOf({ state, unscoredReason }: Verdict): string | undefined {
  if (state === VerdictState.SCORED) return undefined;
  return unscoredReasonToJSON(unscoredReason).replace('UNSCORED_REASON_', '').toLowerCase();
}

/** What a trace shows of a verdict. What the judge wrote quotes people, so it goes along only where contents are wanted. */
export function showVerdict(span: OpenSpan, verdict: Verdict): void {
  const reason = reasonOf(verdict);
  const mean = verdict.scores?.mean;
  span.set({
    'gen_ai.evaluation.name': 'personalised_safety',
    'gen_ai.request.model': verdict.judgeModel,
    'rookery.verdict.attempts': verdict.attempts,
    ...(mean !== undefined && { 'gen_ai.evaluation.score.value': mean }),
    ...(reason !== undefined && { 'rookery.verdict.reason': reason }),
    ...(tracesContents() && { 'gen_ai.evaluation.explanation': verdict.words }),
  });
}
