import { judgeRubric } from '@rookery/judge-rubric';
import type { UnscoredReason, VerdictFormat, VerdictReading } from '@rookery/judge-verdict';
import * as wire from '@rookery/shared-contracts';
import { promptLabel } from '@rookery/shared-prompting';

const REASON: Readonly<Record<UnscoredReason, wire.UnscoredReason>> = {
  unreadable: wire.UnscoredReason.UNREADABLE,
  truncated: wire.UnscoredReason.TRUNCATED,
  out_of_range: wire.UnscoredReason.OUT_OF_RANGE,
  contradictory: wire.UnscoredReason.CONTRADICTORY,
  refused: wire.UnscoredReason.REFUSED,
};

const FORMAT: Readonly<Record<VerdictFormat, wire.VerdictFormat>> = {
  structured: wire.VerdictFormat.STRUCTURED,
  text: wire.VerdictFormat.TEXT,
};

/** How a verdict came about. */
export interface Making {
  readonly judgeModel: string;
  /** Judge calls, 1 or more. */
  readonly attempts: number;
  readonly usage: wire.Usage;
  readonly simulated: boolean;
}

/** The verdict as the contract has it. `unavailable`: the judge model's server gave no answer. */
export function wireVerdict(reading: VerdictReading | 'unavailable', making: Making): wire.Verdict {
  const about = { ...making, promptVersion: promptLabel(judgeRubric) };
  if (reading === 'unavailable') return unscored(wire.UnscoredReason.JUDGE_UNAVAILABLE, about);
  if (!reading.scored) return unscored(REASON[reading.reason], about);
  const { risk_sensitivity, emotional_empathy, user_alignment } = reading.scores;
  return wire.Verdict.fromPartial({
    ...about,
    state: wire.VerdictState.SCORED,
    scores: {
      riskSensitivity: risk_sensitivity,
      emotionalEmpathy: emotional_empathy,
      userAlignment: user_alignment,
      mean: (risk_sensitivity + emotional_empathy + user_alignment) / 3,
    },
    format: FORMAT[reading.format],
  });
}

function unscored(reason: wire.UnscoredReason, about: object): wire.Verdict {
  return wire.Verdict.fromPartial({
    ...about,
    state: wire.VerdictState.UNSCORED,
    unscoredReason: reason,
  });
}
