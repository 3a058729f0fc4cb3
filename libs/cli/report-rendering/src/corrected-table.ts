import type { CorrectedMean } from '@rookery/shared-contracts';
import { statusLabel } from './labels.ts';
import { count, figureOf, plainFigure } from './numbers.ts';
import type { Table } from './sections.ts';

/** Means that ratings of people correct, beside those of the judge. */
export function correctedTable(corrected: readonly CorrectedMean[]): Table {
  return {
    heading: 'Mean score as people would give it, 1 to 5, corrected by their ratings',
    textColumns: ['Model', 'Status'],
    figureColumns: ['Judge', 'Ratings', 'Trust in the judge', 'Rated', 'Corrected'],
    rows: corrected.map((one) => ({
      texts: [one.model, statusLabel(one.status)],
      figures: [
        plainFigure(one.uncorrected.toFixed(2)),
        plainFigure(one.ratingsOnly.toFixed(2)),
        plainFigure(one.lambda.toFixed(2)),
        plainFigure(count(one.ratings)),
        figureOf(one.corrected),
      ],
    })),
  };
}
