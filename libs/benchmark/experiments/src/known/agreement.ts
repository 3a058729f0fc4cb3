import type { RunAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, published } from '../exhibits.ts';
import { NOTHING } from '../measured.ts';
import { PUBLISHED } from '../published.ts';
import { leadOf, runOf, shortName, type Study } from '../study.ts';

const asksOf = (study: Study): RunAsk[] => [
  runOf(study, 'vanilla', leadOf(study)),
  runOf(study, 'context-rich', leadOf(study)),
];

const MEASURES = [
  ['kappa', 'kappa'],
  ['kappa-quadratic', 'kappa, quadratic'],
  ['pearson', 'Pearson'],
  ['spearman', 'Spearman'],
] as const;

export const AGREEMENT: KnownExperiment = {
  name: 'agreement',
  summary: 'How the judge agrees with people.',
  paper: 'Figure 12 and B.2',
  asks: asksOf,
  notes: [
    'Made from ratings by people of the runs of the first model without and with the profile: `ratings draw`, `ratings label` or `ratings import`, then this experiment again. Without ratings only the published figures are shown.',
    `The paper had ${PUBLISHED.agreement.cases} cases rated by ${PUBLISHED.agreement.annotators} annotators.`,
  ],
  async exhibits(study, found) {
    const rated = await Promise.all(
      asksOf(study).map(async (ask) => ({ ask, report: await found.agreement(ask) })),
    );
    const { kappa, pearson } = PUBLISHED.agreement;
    const stated: Readonly<Record<string, number>> = { kappa, pearson };
    const shown = rated.filter(({ report }) => report !== undefined);
    const series = shown.map(({ ask, report }) => {
      const score = report?.find(({ dimension }) => dimension === 'score');
      return measured(
        `${shortName(ask.settings.judgeModel)} on ${ask.settings.statuses.join()}`,
        MEASURES.map(([name]) => {
          const figure = score?.judge.find(({ measure }) => measure === name);
          return {
            ...NOTHING,
            value: figure?.value,
            low: figure?.low,
            high: figure?.high,
            samples: score?.items ?? 0,
          };
        }),
      );
    });
    return [
      bars({
        id: 'judge',
        title: `Agreement of the judge with people on the mean of the three dimensions (Figure 12)${shown.length === 0 ? ': nobody has rated these answers yet' : ''}`,
        xLabel: 'measure',
        yLabel: 'agreement',
        rangeLow: 0,
        rangeHigh: 1,
        categories: MEASURES.map(([, label]) => label),
        series: [
          ...(series.length === 0
            ? [
                measured(
                  'judge, no ratings yet',
                  MEASURES.map(() => NOTHING),
                ),
              ]
            : series),
          ...published(
            'judge',
            MEASURES.map(([name]) => stated[name]),
          ),
        ],
      }),
    ];
  },
};
