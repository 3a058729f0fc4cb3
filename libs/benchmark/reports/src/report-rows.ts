import { RESULT_REASONS } from '@rookery/benchmark-samples';
import { ANSWER_STATES, answerStateToWire, reasonToWire } from '@rookery/benchmark-wire';
import {
  addUsage,
  NO_USAGE,
  type AnswerStateCount,
  type Gain,
  type ReasonCount,
  type ReportRow,
} from '@rookery/shared-contracts';
import {
  DOMAINS,
  domainToWire,
  statusToWire,
  type DomainOrUnknown,
  type Status,
} from '@rookery/shared-scenario';
import { estimateOf, SCORE_UNIT } from './estimates.ts';
import { COMPARISONS, type PairedGain } from './gains.ts';
import type { Measure, MeasuredCell } from './measures.ts';
import { DIFFERENCES, QUESTIONS, SCORES } from './scales.ts';
import type { Tally } from './tallies.ts';

const DOMAIN_ORDER: readonly DomainOrUnknown[] = [...DOMAINS.map(({ key }) => key), 'unknown'];

/** One row of the table: a model in a status. */
export function reportRow(
  model: string,
  status: Status,
  cells: readonly MeasuredCell[],
  counts: readonly Tally[],
): ReportRow {
  const own = cells.filter((cell) => cell.model === model && cell.status === status);
  const tally = counts.filter((count) => count.model === model && count.status === status);
  const moments = (measure: Measure, domain?: DomainOrUnknown): MeasuredCell['moments'] | undefined =>
    own.find((cell) => cell.measure === measure && cell.domain === domain)?.moments;
  return {
    model,
    status: statusToWire(status),
    domains: DOMAIN_ORDER.flatMap((domain) => {
      const score = estimateOf(moments('score', domain), SCORES, SCORE_UNIT);
      return score === undefined ? [] : [{ domain: domainToWire(domain), score }];
    }),
    mean: estimateOf(moments('score'), SCORES, SCORE_UNIT),
    riskSensitivity: estimateOf(moments('risk'), SCORES),
    emotionalEmpathy: estimateOf(moments('empathy'), SCORES),
    userAlignment: estimateOf(moments('alignment'), SCORES),
    questions: estimateOf(moments('questions'), QUESTIONS),
    scored: samples(tally.filter(({ state }) => state === 'scored')),
    unscoredByReason: byReason(tally.filter(({ state }) => state === 'unscored')),
    failedByReason: byReason(tally.filter(({ state }) => state === 'failed')),
    usage: tally.reduce((sum, one) => addUsage(sum, one.usage), NO_USAGE),
    answers: byAnswer(tally),
  };
}

/** The gains in the order of models and comparisons; those without a pair are left out. */
export function reportGains(models: readonly string[], gains: readonly PairedGain[]): Gain[] {
  return models.flatMap((model) =>
    COMPARISONS.flatMap(([from, to]) => {
      const gain = gains.find((one) => one.model === model && one.from === from && one.to === to);
      const difference = estimateOf(gain?.moments, DIFFERENCES, SCORE_UNIT);
      if (gain === undefined || difference === undefined) return [];
      const percent = (100 * Number(gain.moments.total)) / gain.startTotal;
      return [{ model, from: statusToWire(from), to: statusToWire(to), difference, percent }];
    }),
  );
}

function samples(tally: readonly Tally[]): number {
  return tally.reduce((sum, one) => sum + one.samples, 0);
}

/** In the order of the contract's enum. */
function byReason(tally: readonly Tally[]): ReasonCount[] {
  return RESULT_REASONS.flatMap((reason) => {
    const those = tally.filter((one) => one.reason === reason);
    const detail = those.find((one) => one.detail !== '')?.detail ?? '';
    return those.length === 0 ? [] : [{ reason: reasonToWire(reason), samples: samples(those), detail }];
  }).sort((a, b) => a.reason - b.reason);
}

function byAnswer(tally: readonly Tally[]): AnswerStateCount[] {
  return ANSWER_STATES.flatMap((state) => {
    const count = samples(tally.filter((one) => one.answerState === state));
    return count === 0 ? [] : [{ state: answerStateToWire(state), samples: count }];
  });
}
