import type { KnownExperiment } from '../experiment.ts';
import { lines, measured, published, reference, SCORE_RANGE } from '../exhibits.ts';
import { meanScore } from '../measured.ts';
import { PUBLISHED } from '../published.ts';
import { fewer, leadOf, pathsOf, runOf, shortName, type Study } from '../study.ts';

const MOST = 50;

const asksOf = (whole: Study) => {
  const study = fewer(whole, MOST);
  const model = leadOf(study);
  const upTo = study.planningDepth;
  const paths = pathsOf(study, 'raise-mcts', study.planningBudget, upTo);
  return {
    without: runOf(study, 'vanilla', model),
    rich: runOf(study, 'context-rich', model),
    paths,
    steps: {
      ...runOf(study, 'disclosed', model, { repetitions: upTo }),
      title: `${shortName(model)}, the first 1 to ${upTo} attributes of each path`,
      prefixes: { paths, upTo },
    },
  };
};

export const STEPWISE: KnownExperiment = {
  name: 'stepwise',
  summary: 'What each further attribute of a planned path adds.',
  paper: 'Figure 15',
  asks: (study) => Object.values(asksOf(study)),
  notes: [
    `At most ${MOST} scenarios, each with a path planned for it with its full profile (raise-mcts). Each beginning of the path is answered and judged afresh.`,
    'The dashed line in grey is the score with the whole profile. The paper states 3.33, 4.10, 4.23 and 4.30 for 0 to 3 attributes.',
  ],
  async exhibits(study, found) {
    const { without, rich, steps } = asksOf(study);
    const [none, all, prefixes] = await Promise.all([
      found.samples(without),
      found.samples(rich),
      found.samples(steps),
    ]);
    const chosen = new Set(prefixes.map(({ scenario }) => scenario));
    const within = (samples: typeof none) => samples.filter(({ scenario }) => chosen.has(scenario));
    const known = Array.from({ length: steps.prefixes.upTo + 1 }, (_, count) => count);
    const whole = meanScore(within(all));
    return [
      lines({
        id: 'curve',
        title: 'Score after each attribute of the planned path (Figure 15)',
        xLabel: 'attributes known',
        ...SCORE_RANGE,
        rangeLow: undefined,
        rangeHigh: undefined,
        series: [
          measured('planned path', [
            meanScore(within(none), 0),
            ...known.slice(1).map((count) =>
              meanScore(
                prefixes.filter(({ repetition }) => repetition === count),
                count,
              ),
            ),
          ]),
          ...published('planned path', PUBLISHED.stepwise.slice(0, known.length), known),
          reference('whole profile', [
            { ...whole, x: 0 },
            { ...whole, x: known.length - 1 },
          ]),
        ],
      }),
    ];
  },
};
