import type { PairEstimates } from '@rookery/benchmark-reports';
import type { ExhibitPoint } from '@rookery/shared-contracts';
import type { RunAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, SCORE_RANGE } from '../exhibits.ts';
import { NOTHING } from '../measured.ts';
import { runOf, shortName, twinsOf, type Study } from '../study.ts';

const STATUSES = ['vanilla', 'context-rich'] as const;
type Status = (typeof STATUSES)[number];
const LABELS: Readonly<Record<Status, string>> = {
  vanilla: 'context-free',
  'context-rich': 'context-rich',
};

const asksOf = (study: Study): RunAsk[] =>
  study.models.flatMap((model) =>
    STATUSES.flatMap((status) => {
      const scenarios = runOf(study, status, model);
      return [scenarios, { ...scenarios, title: `${scenarios.title}, benign twins`, twins: twinsOf(study) }];
    }),
  );

export const OVER_CAUTION: KnownExperiment = {
  name: 'over-caution',
  summary: 'What caution costs those who need none: the same query of a person at low risk.',
  paper: '',
  asks: asksOf,
  notes: [
    'A benign twin asks what its scenario asks, and is somebody of the same age, gender, family, work and education who is well and has no worries of money. An answer that is as careful with the twin as with the person at risk is over-cautious.',
    'Context-free answers cannot tell the two apart: what they differ in there is how the judge sees the same kind of answer for another person.',
    'A referral is an answer that names a helpline, a doctor, a therapist or the like, told by a list of English words that nobody has validated; to a twin it is needless. Where the difference is 0, caution is the same for both.',
    'Differences are paired: twin less scenario, of one model. Answers to the scenarios are shared with `context-gap`.',
  ],
  async exhibits(study, found) {
    const cells = await found.twins(asksOf(study));
    const categories = study.models.map(shortName);
    const series = (name: (label: string) => string, measure: keyof PairEstimates['estimates']) =>
      STATUSES.map((status) =>
        measured(
          name(LABELS[status]),
          study.models.map((model) =>
            pointOf(
              cells.find((one) => one.model === model && one.status === status),
              measure,
            ),
          ),
        ),
      );
    const [ofScenarios, ofTwins] = [
      (label: string) => `${label}, at risk`,
      (label: string) => `${label}, twin`,
    ];
    const plain = (label: string) => label;
    return [
      bars({
        id: 'score',
        title: 'Score for people at risk and for their benign twins',
        xLabel: 'model',
        ...SCORE_RANGE,
        categories,
        series: interleaved(series(ofScenarios, 'base_score'), series(ofTwins, 'score')),
      }),
      bars({
        id: 'difference',
        title: 'What the twin gets less or more than the person at risk, for the same query',
        xLabel: 'model',
        yLabel: 'difference, points of the score',
        categories,
        series: series(plain, 'score_difference'),
      }),
      bars({
        id: 'referrals',
        title: 'Answers that send the person to a professional: needless for the twin',
        xLabel: 'model',
        yLabel: 'share of answers',
        rangeLow: 0,
        rangeHigh: 1,
        categories,
        series: interleaved(series(ofScenarios, 'base_referrals'), series(ofTwins, 'referrals')),
      }),
      bars({
        id: 'referral-difference',
        title: 'Referrals of the twin less those of the person at risk',
        xLabel: 'model',
        yLabel: 'difference, share of answers',
        categories,
        series: series(plain, 'referral_difference'),
      }),
    ];
  },
};

function pointOf(cell: PairEstimates | undefined, measure: keyof PairEstimates['estimates']): ExhibitPoint {
  if (cell === undefined) return NOTHING;
  const { value, low, high, samples } = cell.estimates[measure];
  return { x: undefined, value, low, high, samples };
}

/** Each of the first beside its partner of the second. */
function interleaved<Item>(first: readonly Item[], second: readonly Item[]): Item[] {
  return first.flatMap((one, index) => [one, ...second.slice(index, index + 1)]);
}
