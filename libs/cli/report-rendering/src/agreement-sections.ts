import type {
  AgreementFigure,
  AgreementReport,
  Calibration,
  DimensionAgreement,
} from '@rookery/shared-contracts';
import { correctedTable } from './corrected-table.ts';
import { dimensionLabel } from './labels.ts';
import { count, NO_FIGURE, plainFigure, type Figure } from './numbers.ts';
import type { Sections, Table } from './sections.ts';

/** Measures in words. */
const MEASURES: Readonly<Record<string, string>> = {
  'percent-agreement': 'same score',
  kappa: "Cohen's kappa",
  'kappa-linear': 'kappa, linear weights',
  'kappa-quadratic': 'kappa, quadratic weights',
  'alpha-nominal': "Krippendorff's alpha, nominal",
  'alpha-ordinal': "Krippendorff's alpha, ordinal",
  'alpha-interval': "Krippendorff's alpha, interval",
  pearson: 'Pearson correlation',
  spearman: 'Spearman correlation',
  icc2: 'ICC(2,1), absolute agreement',
  icc3: 'ICC(3,1), consistency',
};

/** What a rendering for people shows of the agreement of a judge with people. */
export function agreementSections(report: AgreementReport): Sections {
  const { title, annotators, dimensions, corrected, notes, calibration } = report;
  const tables = [
    ...dimensions.map(figures),
    ...dimensions.map(confusion),
    correctedTable(corrected),
    ...(calibration === undefined ? [] : [calibrationTable(calibration)]),
  ];
  const said = dimensions.flatMap((one) => one.notes);
  const becauses = dimensions.flatMap(({ dimension, judge }) =>
    [...new Set(judge.map(({ because }) => because).filter((because) => because !== ''))].map(
      (because) => `${dimensionLabel(dimension)}: ${because}`,
    ),
  );
  const calibrated = calibration === undefined || calibration.because === '' ? [] : [calibration.because];
  return {
    title,
    tables: tables.filter((table) => table.rows.length > 0),
    listings: [
      {
        heading: 'Notes',
        lines: [
          `Annotators: ${annotators.join(', ')}.`,
          ...new Set([...said, ...becauses]),
          ...notes,
          ...calibrated,
        ],
      },
    ],
  };
}

function figures({ dimension, items, profiles, judge, amongAnnotators }: DimensionAgreement): Table {
  return {
    heading: `${dimensionLabel(dimension)}: ${count(items)} answers to ${count(profiles)} people`,
    textColumns: ['Measure'],
    figureColumns: [
      'Judge with people',
      ...(amongAnnotators.length === 0 ? [] : ['People among themselves']),
      'A constant',
    ],
    rows: judge.map((figure) => {
      const among = amongAnnotators.find(({ measure }) => measure === figure.measure);
      return {
        texts: [MEASURES[figure.measure] ?? figure.measure],
        figures: [
          shown(figure),
          ...(amongAnnotators.length === 0 ? [] : [shown(among)]),
          figure.constant === undefined ? NO_FIGURE : plainFigure(figure.constant.toFixed(2)),
        ],
      };
    }),
  };
}

function confusion({ dimension, categories, confusion: counts }: DimensionAgreement): Table {
  return {
    heading: `${dimensionLabel(dimension)}: the judge's score down, people's across`,
    textColumns: ['Judge'],
    figureColumns: categories.map(String),
    rows: categories.map((category, row) => ({
      texts: [String(category)],
      figures: categories.map((_, column) =>
        plainFigure(count(counts[row * categories.length + column] ?? 0)),
      ),
    })),
  };
}

function calibrationTable({ knots, because, ...errors }: Calibration): Table {
  const rows: [string, number][] = [
    ['mean squared error of the judge', errors.judgedError],
    ['calibrated, by ratings of other people', errors.calibratedError],
    ['a constant', errors.constantError],
    ...knots.map(({ judged, human }): [string, number] => [
      `a ${judged.toFixed(2)} of the judge stands for`,
      human,
    ]),
  ];
  return {
    heading: 'What a calibration would reach; no score is changed by it',
    textColumns: ['Of mean scores'],
    figureColumns: ['Value'],
    rows:
      because === ''
        ? rows.map(([text, value]) => ({ texts: [text], figures: [plainFigure(value.toFixed(2))] }))
        : [],
  };
}

function shown(figure: AgreementFigure | undefined): Figure {
  if (figure?.value === undefined) return NO_FIGURE;
  const { value, low, high } = figure;
  const margin = low === undefined || high === undefined ? '' : `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return { value: value.toFixed(2), margin };
}
