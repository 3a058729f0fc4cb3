import { RESULT_REASONS } from '@rookery/benchmark-samples';
import { ANSWER_STATES, answerStateToWire, reasonToWire } from '@rookery/benchmark-wire';
import {
  addUsage,
  NO_USAGE,
  type AnswerStateCount,
  type Estimate,
  type Gain,
  type PairedDifference,
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
import { estimateOf } from './estimates.ts';
import type { Measure, MeasuredCell } from './measures.ts';
import { differenceToWire, effectToWire, testToWire, turned, type PairedTest } from './paired-tests.ts';
import { QUESTIONS, SCORES, type Scale } from './scales.ts';
import type { Tally } from './tallies.ts';

const DOMAIN_ORDER: readonly DomainOrUnknown[] = [...DOMAINS.map(({ key }) => key), 'unknown'];

/** One row of the table: a model in a status, with the means of its cell. */
export function reportRow(
  model: string,
  status: Status,
  own: readonly MeasuredCell[],
  counts: readonly Tally[],
): ReportRow {
  const tally = counts.filter((count) => count.model === model && count.status === status);
  const estimate = (measure: Measure, scale: Scale, domain?: DomainOrUnknown): Estimate | undefined => {
    const cell = own.find((one) => one.measure === measure && one.domain === domain);
    return estimateOf(cell?.moments, scale, cell?.unit);
  };
  const unscored = tally.some(({ state }) => state === 'unscored');
  return {
    model,
    status: statusToWire(status),
    domains: DOMAIN_ORDER.flatMap((domain) => {
      const score = estimate('score', SCORES, domain);
      return score === undefined ? [] : [{ domain: domainToWire(domain), score }];
    }),
    mean: estimate('score', SCORES),
    riskSensitivity: estimate('risk', SCORES),
    emotionalEmpathy: estimate('empathy', SCORES),
    userAlignment: estimate('alignment', SCORES),
    questions: estimate('questions', QUESTIONS),
    scored: samples(tally.filter(({ state }) => state === 'scored')),
    unscoredByReason: byReason(tally.filter(({ state }) => state === 'unscored')),
    failedByReason: byReason(tally.filter(({ state }) => state === 'failed')),
    usage: tally.reduce((sum, one) => addUsage(sum, one.usage), NO_USAGE),
    answers: byAnswer(tally),
    meanIfWorst: unscored ? estimate('worst', SCORES) : undefined,
    meanIfBest: unscored ? estimate('best', SCORES) : undefined,
  };
}

/** What statuses gain, in the order of the tests. */
export function reportGains(tests: readonly PairedTest[]): Gain[] {
  return tests.map((test) => ({
    model: test.comparison.to.model,
    from: statusToWire(test.comparison.from.status),
    to: statusToWire(test.comparison.to.status),
    difference: differenceToWire(test.difference),
    percent: (100 * test.difference.value) / test.start,
    test: testToWire(test),
    effect: effectToWire(test.effect),
  }));
}

/** How models differ, the better one first. */
export function reportDifferences(tests: readonly PairedTest[]): PairedDifference[] {
  return tests.map((made) => {
    const test = made.difference.value < 0 ? turned(made) : made;
    return {
      status: statusToWire(test.comparison.to.status),
      model: test.comparison.to.model,
      other: test.comparison.from.model,
      difference: differenceToWire(test.difference),
      test: testToWire(test),
      effect: effectToWire(test.effect),
    };
  });
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
