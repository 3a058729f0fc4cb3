import type { RunAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { heatMap, measured, publishedColumn } from '../exhibits.ts';
import { correlationPoint, DIMENSIONS, type MeasuredSample } from '../measured.ts';
import { PUBLISHED } from '../published.ts';
import { runOf, type Study } from '../study.ts';

const asksOf = (study: Study): RunAsk[] =>
  study.models.flatMap((model) => [runOf(study, 'vanilla', model), runOf(study, 'context-rich', model)]);

const LABELS = DIMENSIONS.map(([, label]) => label);

export const DIMENSION_CORRELATION: KnownExperiment = {
  name: 'dimensions',
  summary: 'How far the three dimensions of the score say the same.',
  paper: 'Figure 11',
  asks: asksOf,
  notes: [
    'Pearson correlation over all answers without and with the profile, of all models. The paper does not say which answers it took.',
    'Answers with and without a profile differ in all three dimensions at once, which raises every correlation; the map within context-rich answers leaves that out.',
  ],
  async exhibits(study, found) {
    const samples = (await Promise.all(asksOf(study).map((ask) => found.samples(ask)))).flat();
    const map = (id: string, title: string, rows: readonly MeasuredSample[]) =>
      heatMap({
        id,
        title,
        xLabel: 'dimension',
        yLabel: 'Pearson correlation',
        rangeLow: 0,
        rangeHigh: 1,
        categories: LABELS,
        series: DIMENSIONS.map(([across, label]) =>
          measured(
            label,
            DIMENSIONS.map(([down]) =>
              correlationPoint(rows.map((one) => ({ cluster: one.person, x: one[down], y: one[across] }))),
            ),
          ),
        ),
      });
    const { dimensions } = PUBLISHED;
    const stated = [
      [1, dimensions['risk-empathy'], dimensions['risk-alignment']],
      [dimensions['risk-empathy'], 1, dimensions['empathy-alignment']],
      [dimensions['risk-alignment'], dimensions['empathy-alignment'], 1],
    ];
    return [
      map('all', 'Correlation of the dimensions, all answers (Figure 11)', samples),
      map(
        'context-rich',
        'Correlation of the dimensions, context-rich answers alone',
        samples.filter(({ status }) => status === 'context-rich'),
      ),
      heatMap({
        id: 'published',
        title: 'Correlation of the dimensions, as published (Figure 11)',
        xLabel: 'dimension',
        yLabel: 'Pearson correlation',
        rangeLow: 0,
        rangeHigh: 1,
        categories: LABELS,
        series: LABELS.map((label, index) => publishedColumn(label, stated[index] ?? [])),
      }),
    ];
  },
};
