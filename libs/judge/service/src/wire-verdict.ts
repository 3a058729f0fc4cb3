import type { UnscoredReason, VerdictFormat } from '@rookery/judge-verdict';
import * as wire from '@rookery/shared-contracts';
import type { Found, KnownProtocol } from './ask-judge.ts';
import type { Taken } from './ask-until-read.ts';

/** Reasons as the contract has them. */
export const REASON: Readonly<Record<UnscoredReason, wire.UnscoredReason>> = {
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
  readonly protocol: KnownProtocol;
  readonly taken: Taken;
}

/** So much of what the judge wrote goes with a verdict, in characters. */
const MOST = { words: 4000, justification: 1000, evidence: 500 } as const;

/** The first characters of a text. */
export function beginning(text: string, most: keyof typeof MOST): string {
  return text.slice(0, MOST[most]).toWellFormed();
}

/** The verdict as the contract has it. */
export function wireVerdict(
  { reading, promptVersion, responses, answers = [] }: Found,
  { judgeModel, protocol, taken }: Making,
): wire.Verdict {
  const last = responses.at(-1);
  const about = {
    judgeModel,
    protocol,
    promptVersion,
    attempts: taken.attempts,
    usage: taken.usage,
    latencyMs: taken.latencyMs,
    simulated: last?.simulated ?? false,
    sampling: last?.sent,
    words: beginning(responses.map(({ text }) => text).join('\n\n'), 'words'),
  };
  if (reading === 'unavailable') return unscored(wire.UnscoredReason.JUDGE_UNAVAILABLE, about);
  if (!reading.scored) return unscored(REASON[reading.reason], about);
  const { risk_sensitivity, emotional_empathy, user_alignment } = reading.scores;
  const { justifications } = reading;
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
    justifications: {
      riskSensitivity: beginning(justifications.risk_sensitivity ?? '', 'justification'),
      emotionalEmpathy: beginning(justifications.emotional_empathy ?? '', 'justification'),
      userAlignment: beginning(justifications.user_alignment ?? '', 'justification'),
    },
    criteria: answers.map((answer) => ({
      ...answer,
      evidence: beginning(answer.evidence, 'evidence'),
    })),
  });
}

function unscored(reason: wire.UnscoredReason, about: object): wire.Verdict {
  return wire.Verdict.fromPartial({
    ...about,
    state: wire.VerdictState.UNSCORED,
    unscoredReason: reason,
  });
}
