import { judgeRubric } from '@rookery/judge-rubric';
import type { UnscoredReason, VerdictFormat, VerdictReading } from '@rookery/judge-verdict';
import * as wire from '@rookery/shared-contracts';
import { promptLabel } from '@rookery/shared-prompting';

const REASON: Readonly<Record<UnscoredReason, wire.UnscoredReason>> = {
  unreadable: wire.UnscoredReason.UNREADABLE,
  truncated: wire.UnscoredReason.TRUNCATED,
  incomplete: wire.UnscoredReason.INCOMPLETE,
  out_of_range: wire.UnscoredReason.OUT_OF_RANGE,
  contradictory: wire.UnscoredReason.CONTRADICTORY,
  refused: wire.UnscoredReason.REFUSED,
  filtered: wire.UnscoredReason.FILTERED,
  limit_spent_thinking: wire.UnscoredReason.LIMIT_SPENT_THINKING,
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
  /** What the judge wrote in the last attempt. */
  readonly words: string;
}

/** So much of the judge's words goes with a verdict, in characters. */
const MOST_WORDS = 4000;

/** The verdict as the contract has it. `unavailable`: the judge model's server gave no answer. */
export function wireVerdict(reading: VerdictReading | 'unavailable', making: Making): wire.Verdict {
  const words = making.words.slice(0, MOST_WORDS).toWellFormed();
  const about = { ...making, words, promptVersion: promptLabel(judgeRubric) };
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
