import { ATTRIBUTES } from '@rookery/shared-scenario';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, published, SCORE_RANGE } from '../exhibits.ts';
import { meanGain, meanScore } from '../measured.ts';
import { PUBLISHED } from '../published.ts';
import { fewer, leadOf, runOf, shortName, type Study } from '../study.ts';

/** As many as the paper took. */
const MOST = 1000;

const asksOf = (whole: Study) => {
  const study = fewer(whole, MOST);
  return {
    without: runOf(study, 'vanilla', leadOf(study)),
    shown: {
      ...runOf(study, 'disclosed', leadOf(study), {
        disclosures: ATTRIBUTES.map(({ key }) => ({ attributes: [key] })),
      }),
      title: `${shortName(leadOf(study))}, one attribute shown at a time`,
    },
  };
};

export const ATTRIBUTE_SENSITIVITY: KnownExperiment = {
  name: 'attribute-sensitivity',
  summary: 'What each attribute alone is worth.',
  paper: 'Figure 6',
  asks: (study) => Object.values(asksOf(study)),
  notes: [
    'One attribute of the profile is shown at a time, to the first model of the study. A profile that does not tell an attribute is answered without it.',
    'The paper states the baseline (3.12) and the end of its bars (3.97): Emotion, Mental and Self-Harm lead, demographic attributes give least.',
  ],
  async exhibits(study, found) {
    const { without, shown } = asksOf(study);
    const [base, single] = await Promise.all([found.samples(without), found.samples(shown)]);
    const of = (index: number) => single.filter(({ repetition }) => repetition === index + 1);
    const names = ATTRIBUTES.map(({ label }) => label);
    const { baseline } = PUBLISHED.attributeSensitivity;
    return [
      bars({
        id: 'score',
        title: 'Score with one attribute shown (Figure 6)',
        xLabel: 'attribute shown',
        ...SCORE_RANGE,
        categories: ['none', ...names],
        series: [
          measured('score', [meanScore(base), ...ATTRIBUTES.map((_, index) => meanScore(of(index)))]),
          ...published('score', [baseline, ...names.map(() => undefined)]),
        ],
      }),
      bars({
        id: 'gain',
        title: 'What the attribute adds to an answer without any, on the same scenarios',
        xLabel: 'attribute shown',
        yLabel: 'gain, points of the score',
        categories: names,
        series: [
          measured(
            'gain',
            ATTRIBUTES.map((_, index) =>
              meanGain(
                base,
                of(index).map((one) => ({ ...one, repetition: 1 })),
              ),
            ),
          ),
        ],
      }),
    ];
  },
};
