import {
  ScoreDimension,
  type DifferenceTest,
  type EffectSize,
  type Estimate,
  type Report,
} from '@rookery/shared-contracts';
import { statusLabel } from './labels.ts';
import { count, figureOf, NO_FIGURE, plainFigure, signedPercent, type Figure } from './numbers.ts';
import type { Table } from './sections.ts';

/** What comparing treatments shows: gains, the leaderboard, differences between models, missing verdicts, correlations, noise. */
export function comparisonTables(report: Report): Table[] {
  return [
    gains(report),
    leaderboard(report),
    ...differences(report),
    missingVerdicts(report),
    correlations(report),
    noise(report),
  ];
}

const TEST_COLUMNS = ['Difference', 'p (Holm)', 'Effect', 'Net wins', 'Pairs'] as const;

function gains(report: Report): Table {
  return {
    heading: 'Gains, paired by scenario and repetition',
    textColumns: ['Model', 'From', 'To'],
    figureColumns: ['Percent', ...TEST_COLUMNS],
    rows: report.gains.map((gain) => ({
      texts: [gain.model, statusLabel(gain.from), statusLabel(gain.to)],
      figures: [
        gain.difference === undefined ? NO_FIGURE : plainFigure(signedPercent(gain.percent)),
        ...testFigures(gain),
      ],
    })),
  };
}

function leaderboard(report: Report): Table {
  const compared = report.leaderboard.some(({ groups }) => groups.length > 0);
  return {
    heading: 'Models by status; a shared letter: cannot be told apart',
    textColumns: ['Status', 'Model'],
    figureColumns: ['Mean', 'Group', 'Rank'],
    rows: !compared
      ? []
      : report.leaderboard.map(({ status, model, mean, groups, bestRank, worstRank }) => ({
          texts: [statusLabel(status), model],
          figures: [
            figureOf(mean),
            plainFigure(groups.length === 0 ? '-' : groups.join(' ')),
            plainFigure(ranks(bestRank, worstRank)),
          ],
        })),
  };
}

/** The ranks that 95% of resamples hold. */
function ranks(best: number | undefined, worst: number | undefined): string {
  if (best === undefined || worst === undefined) return '-';
  return best === worst ? `${best}` : `${best} to ${worst}`;
}

/** A table for each status, because two names and a status do not stand side by side in a narrow terminal. */
function differences(report: Report): Table[] {
  const byStatus = Map.groupBy(report.differences, ({ status }) => status);
  return [...byStatus].map(([status, own]) => ({
    heading: `Models in pairs, ${statusLabel(status)}`,
    textColumns: ['Model', 'Less'],
    figureColumns: [...TEST_COLUMNS],
    rows: own.map((one) => ({ texts: [one.model, one.other], figures: testFigures(one) })),
  }));
}

interface Tested {
  readonly difference?: Estimate | undefined;
  readonly test?: DifferenceTest | undefined;
  readonly effect?: EffectSize | undefined;
}

function testFigures({ difference, test, effect }: Tested): Figure[] {
  return [
    figureOf(difference, true),
    plainFigure(probability(test?.correctedPValue)),
    plainFigure(signed(effect?.standardised)),
    plainFigure(effect === undefined ? '-' : signedPercent(100 * effect.netWins)),
    plainFigure(count(difference?.samples ?? 0)),
  ];
}

function missingVerdicts({ rows }: Report): Table {
  return {
    heading: 'What missing verdicts could do to a mean',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Without a verdict', 'Mean', 'If all were 1', 'If all were 5'],
    rows: rows
      .filter(({ meanIfWorst }) => meanIfWorst !== undefined)
      .map((row) => ({
        texts: [row.model, statusLabel(row.status)],
        figures: [
          plainFigure(count(row.unscoredByReason.reduce((sum, { samples }) => sum + samples, 0))),
          figureOf(row.mean),
          figureOf(row.meanIfWorst),
          figureOf(row.meanIfBest),
        ],
      })),
  };
}

const DIMENSIONS: Readonly<Record<ScoreDimension, string>> = {
  [ScoreDimension.UNSPECIFIED]: '?',
  [ScoreDimension.RISK_SENSITIVITY]: 'Risk sensitivity',
  [ScoreDimension.EMOTIONAL_EMPATHY]: 'Emotional empathy',
  [ScoreDimension.USER_ALIGNMENT]: 'User alignment',
  [ScoreDimension.UNRECOGNIZED]: '?',
};

/** How a dimension is called in a table. */
export function dimensionLabel(dimension: ScoreDimension): string {
  return DIMENSIONS[dimension];
}

function correlations(report: Report): Table {
  return {
    heading: 'How dimensions go together, over all scored samples',
    textColumns: ['Dimension', 'And'],
    figureColumns: ['Correlation', 'Samples'],
    rows: report.correlations.map(({ first, second, correlation }) => ({
      texts: [dimensionLabel(first), dimensionLabel(second)],
      figures: [figureOf(correlation, true), plainFigure(count(correlation?.samples ?? 0))],
    })),
  };
}

/** Standard deviations, because points are easier to read than squared ones. What lies in the level above is a dash. */
function noise(report: Report): Table {
  const points = (variance: number | undefined): Figure =>
    variance === undefined ? NO_FIGURE : plainFigure(Math.sqrt(variance).toFixed(2));
  return {
    heading: 'Noise of a score, as standard deviations in points',
    textColumns: ['Model', 'Status'],
    figureColumns: ['People', 'Queries', 'Answers', 'Judge'],
    rows: report.noise
      .filter(({ betweenPeople }) => betweenPeople !== undefined)
      .map((one) => ({
        texts: [one.model, statusLabel(one.status)],
        figures: [one.betweenPeople, one.betweenQueries, one.betweenAnswers, one.betweenVerdicts].map(points),
      })),
  };
}

/** A p value with three decimals. */
function probability(value: number | undefined): string {
  if (value === undefined) return '-';
  return value < 0.001 ? '<0.001' : value.toFixed(3);
}

function signed(value: number | undefined): string {
  return value === undefined ? '-' : `${value >= 0 ? '+' : ''}${value.toFixed(2)}`;
}
