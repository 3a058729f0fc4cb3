import {
  bootstrapIntervals,
  none,
  STANDARD_RESAMPLING,
  type Interval,
  type Resampling,
  type Statistic,
} from '@rookery/benchmark-statistics';
import { confusionTable, type ConfusionTable, type RatedTwice } from './confusion-table.ts';
import { pearson, spearman } from './correlation.ts';
import { intraclass } from './intraclass.ts';
import { cohenKappa, percentAgreement } from './kappa.ts';
import { krippendorffAlpha, type Ratings } from './krippendorff.ts';

/** One item that was rated: an answer of a run, on one dimension or in total. */
export interface RatedItem {
  /** Whose answers resemble each other: the person in the scenario. */
  readonly cluster: string;
  /** The judge's score; undefined where it gave none. */
  readonly judge: number | undefined;
  /** The annotators' scores, in the same order for every item; undefined where one gave none. */
  readonly annotators: readonly (number | undefined)[];
}

/** A measure of how two or more raters agree. */
export type AgreementMeasure =
  | 'percent-agreement'
  | 'kappa'
  | 'kappa-linear'
  | 'kappa-quadratic'
  | 'alpha-nominal'
  | 'alpha-ordinal'
  | 'alpha-interval'
  | 'pearson'
  | 'spearman'
  | 'icc2'
  | 'icc3';

/** One figure of the report. */
export interface AgreementFigure {
  readonly measure: AgreementMeasure;
  readonly value: Statistic;
  /** 95%, by a bootstrap of people; undefined where there is none to be had. */
  readonly interval: Interval | undefined;
  /** What a rater who always gave the annotators' most frequent score would reach against them. */
  readonly constant: Statistic;
}

/** How a judge agrees with people, and people with each other. */
export interface AgreementReport {
  /** Items that the judge and at least one annotator rated. */
  readonly items: number;
  readonly clusters: number;
  readonly annotators: number;
  /** The judge against each annotator, and the mean over annotators for measures of two raters. */
  readonly judge: readonly AgreementFigure[];
  /** Annotators among themselves, the mean over their pairs for measures of two raters; empty with fewer than two. */
  readonly amongAnnotators: readonly AgreementFigure[];
  /** Judge (rows) against annotators (columns), all annotators added up. */
  readonly confusion: ConfusionTable;
  /** Things a reader must know. */
  readonly notes: readonly string[];
}

/** What a report is made with. */
export interface AgreementSettings {
  /** All scores that there can be, in order: 1 to 5, or 3 to 15 for the total. */
  readonly categories: readonly number[];
  /** Of the intervals. */
  readonly resampling?: Resampling;
}

/** These count categories; others take numbers as they are. */
const OF_CATEGORIES: ReadonlySet<AgreementMeasure> = new Set([
  'percent-agreement',
  'kappa',
  'kappa-linear',
  'kappa-quadratic',
  'alpha-nominal',
]);

const TWO_RATERS: Readonly<
  Record<string, (items: readonly RatedTwice[], categories: readonly number[]) => Statistic>
> = {
  'percent-agreement': (items, categories) => percentAgreement(confusionTable(items, categories)),
  kappa: (items, categories) => cohenKappa(confusionTable(items, categories)),
  'kappa-linear': (items, categories) => cohenKappa(confusionTable(items, categories), 'linear'),
  'kappa-quadratic': (items, categories) => cohenKappa(confusionTable(items, categories), 'quadratic'),
  pearson,
  spearman,
};

const ANY_RATERS: Readonly<Record<string, (ratings: Ratings) => Statistic>> = {
  'alpha-nominal': (ratings) => krippendorffAlpha(ratings, 'nominal'),
  'alpha-ordinal': (ratings) => krippendorffAlpha(ratings, 'ordinal'),
  'alpha-interval': (ratings) => krippendorffAlpha(ratings, 'interval'),
  icc2: (ratings) => intraclass(ratings, 'ICC2').correlation,
  icc3: (ratings) => intraclass(ratings, 'ICC3').correlation,
};

const MEASURES: readonly AgreementMeasure[] = [
  'percent-agreement',
  'kappa',
  'kappa-linear',
  'kappa-quadratic',
  'alpha-nominal',
  'alpha-ordinal',
  'alpha-interval',
  'pearson',
  'spearman',
  'icc2',
  'icc3',
];

/** Below so many people a percentile bootstrap is too narrow to be shown without a word. */
const FEW_CLUSTERS = 30;

/**
 * Agreement of a judge with annotators on one dimension or on the total. For measures of two raters it is the mean over
 * annotators, each over the items that both rated; alpha and ICC between judge and annotators are the mean over annotators too,
 * so that judge and annotators can be held beside annotators among themselves, which is the mean over their pairs.
 */
export function agreementReport(
  items: readonly RatedItem[],
  { categories, resampling = STANDARD_RESAMPLING }: AgreementSettings,
): AgreementReport {
  const used = items.filter(
    ({ judge, annotators }) => judge !== undefined && annotators.some((one) => one !== undefined),
  );
  const annotators = Math.max(0, ...items.map((item) => item.annotators.length));
  const byCluster = [...Map.groupBy(used, ({ cluster }) => cluster).values()];
  const constant = mostFrequent(used.flatMap((item) => item.annotators));
  const others = range(annotators);
  const withJudge = others.map((at) => (item: RatedItem): RatedTwice => [item.judge, item.annotators[at]]);
  const withConstant = others.map((at) => (item: RatedItem): RatedTwice => [constant, item.annotators[at]]);
  const among = others.flatMap((first) =>
    range(annotators - first - 1).map((offset) => {
      const second = first + 1 + offset;
      return (item: RatedItem): RatedTwice => [item.annotators[first], item.annotators[second]];
    }),
  );
  const figures = (pairings: readonly Pairing[]): AgreementFigure[] => {
    const intervals = bootstrapIntervals(
      byCluster.length,
      (drawn) => {
        const items = [...drawn].flatMap((cluster) => byCluster[cluster] ?? []);
        return MEASURES.map((measure) => meanOver(pairings, items, measure, categories).value ?? Number.NaN);
      },
      resampling,
    );
    return MEASURES.map((measure, place) => ({
      measure,
      value: meanOver(pairings, used, measure, categories),
      interval: intervals[place]?.interval,
      constant: meanOver(withConstant, used, measure, categories),
    }));
  };
  const table = withJudge.flatMap((pairing) => used.map(pairing));
  return {
    items: used.length,
    clusters: byCluster.length,
    annotators,
    judge: figures(withJudge),
    amongAnnotators: among.length === 0 ? [] : figures(among),
    confusion: confusionTable(table.map(whole), categories),
    notes: [
      ...notesOf(items.length - used.length, byCluster.length, annotators, resampling),
      ...fractionNote(used),
    ],
  };
}

type Pairing = (item: RatedItem) => RatedTwice;

function meanOver(
  pairings: readonly Pairing[],
  items: readonly RatedItem[],
  measure: AgreementMeasure,
  categories: readonly number[],
): Statistic {
  const found = pairings.map((pairing) => measured(measure, items.map(pairing), categories));
  const values = found.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (values.length > 0) return { value: values.reduce((sum, one) => sum + one, 0) / values.length };
  return found[0] ?? none('There are no annotators.');
}

function measured(
  measure: AgreementMeasure,
  items: readonly RatedTwice[],
  categories: readonly number[],
): Statistic {
  const taken = OF_CATEGORIES.has(measure) ? items.map(whole) : items;
  const ofTwo = TWO_RATERS[measure];
  if (ofTwo !== undefined) return ofTwo(taken, categories);
  return ANY_RATERS[measure]?.(taken) ?? none(`There is no measure ${measure}.`);
}

/** The nearest whole scores; a half goes down. */
function whole(ratings: RatedTwice): RatedTwice {
  const nearest = (rating: number | undefined): number | undefined =>
    rating === undefined || Number.isInteger(rating) ? rating : Math.ceil(rating - 0.5 - 1e-9);
  return [nearest(ratings[0]), nearest(ratings[1])];
}

function fractionNote(items: readonly RatedItem[]): string[] {
  if (items.every(({ judge = 1 }) => Number.isInteger(judge))) return [];
  return [
    'The judge is a panel, whose scores are fractions: agreement in percent, kappas, the nominal alpha and the table take the nearest whole score, a half going down; other figures take them as they are.',
  ];
}

function mostFrequent(ratings: readonly (number | undefined)[]): number | undefined {
  const counts = new Map<number, number>();
  for (const rating of ratings) if (rating !== undefined) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return first?.[0];
}

function notesOf(left: number, clusters: number, annotators: number, resampling: Resampling): string[] {
  const notes = [
    `Intervals are 95%, by ${resampling.replicates} bootstraps of people (seed ${resampling.seed}).`,
    'Beside each figure stands what a rater who always gives the most frequent score would reach.',
  ];
  if (left > 0) notes.push(`${left} items that the judge or every annotator left out are not counted.`);
  if (clusters < FEW_CLUSTERS) {
    notes.push(
      `Only ${clusters} ${clusters === 1 ? 'person is' : 'people are'} behind the items: the intervals are likely to be too narrow.`,
    );
  }
  if (annotators === 1) notes.push('One annotator cannot show how far people agree among themselves.');
  return notes;
}

function range(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, place) => place);
}
