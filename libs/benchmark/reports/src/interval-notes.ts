import { NoInterval, type Estimate, type Gain, type ReportRow } from '@rookery/shared-contracts';
import { FEWEST_PROFILES } from './estimates.ts';

const WORDS: readonly (readonly [NoInterval, string])[] = [
  [
    NoInterval.FEW_PROFILES,
    `No interval stands where fewer than ${FEWEST_PROFILES} people are behind a mean: so few cannot show how people differ.`,
  ],
  [
    NoInterval.ALL_ALIKE,
    'No interval stands where all values are the same: how much others would differ cannot be told from that.',
  ],
  [
    NoInterval.WHOLE_SCALE,
    'No interval stands where it would span the whole scale: the values differ too much to tell where their mean lies.',
  ],
];

/** Why some means of a report have no interval, a sentence for each reason. */
export function intervalNotes(
  rows: readonly ReportRow[],
  compared: readonly Pick<Gain, 'difference'>[],
): string[] {
  const reasons = new Set(
    [...rows.flatMap(meansOf), ...compared.map(({ difference }) => difference)].map(reasonOf),
  );
  return WORDS.flatMap(([reason, words]) => (reasons.has(reason) ? [words] : []));
}

function meansOf(row: ReportRow): readonly (Estimate | undefined)[] {
  const { domains, mean, riskSensitivity, emotionalEmpathy, userAlignment, questions } = row;
  const cells = domains.map(({ score }) => score);
  return [...cells, mean, riskSensitivity, emotionalEmpathy, userAlignment, questions];
}

function reasonOf(estimate: Estimate | undefined): NoInterval {
  return estimate?.noInterval ?? NoInterval.UNSPECIFIED;
}
