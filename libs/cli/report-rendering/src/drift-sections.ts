import type { Drift, DriftAgreement } from '@rookery/shared-contracts';
import { dimensionLabel, statusLabel } from './labels.ts';
import { count, figureOf, NO_FIGURE, plainFigure, type Figure } from './numbers.ts';
import type { Sections, Table } from './sections.ts';

/** What a rendering for people shows of the drift between two runs. */
export function driftSections(drift: Drift): Sections {
  const { run, base, judgeModel, baseJudgeModel, pairs, lost, gained, simulated, notes } = drift;
  const tables = [means(drift), agreement(drift)];
  const judges =
    judgeModel === baseJudgeModel ? `both judged by ${judgeModel}` : `${judgeModel} after ${baseJudgeModel}`;
  return {
    title: `${simulated ? 'SIMULATED: ' : ''}Drift from ${base} to ${run}: ${judges}`,
    tables: tables.filter((table) => table.rows.length > 0),
    listings: [
      {
        heading: 'Notes',
        lines: [
          `${count(pairs)} samples are scored in both; ${count(lost)} only in ${base}, ${count(gained)} only in ${run}.`,
          ...notes,
        ],
      },
    ],
  };
}

function means({ rows }: Drift): Table {
  return {
    heading: 'Mean score, 1 to 5, before and after, over samples scored in both',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Before', 'After', 'Difference', 'Rank before', 'Rank after', 'Pairs'],
    rows: rows.map((row) => ({
      texts: [row.model, statusLabel(row.status)],
      figures: [
        plainFigure(row.baseMean.toFixed(2)),
        plainFigure(row.mean.toFixed(2)),
        figureOf(row.difference, true),
        plainFigure(String(row.baseRank)),
        plainFigure(String(row.rank)),
        plainFigure(count(row.pairs)),
      ],
    })),
  };
}

function agreement({ agreement: figures }: Drift): Table {
  return {
    heading: 'Agreement of the verdicts',
    textColumns: ['Dimension'],
    figureColumns: ['Same', 'Within one', 'Weighted kappa', 'Rank correlation'],
    rows: figures.map((one) => ({
      texts: [dimensionLabel(one.dimension)],
      figures: [
        share(one.same),
        share(one.withinOne),
        coefficient(one.weightedKappa),
        coefficient(one.rankCorrelation),
      ],
    })),
  };
}

function share(value: DriftAgreement['same']): Figure {
  return plainFigure(`${(100 * value).toFixed(1)}%`);
}

function coefficient(value: number | undefined): Figure {
  return value === undefined ? NO_FIGURE : plainFigure(value.toFixed(2));
}
