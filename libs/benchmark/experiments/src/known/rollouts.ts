import { OnDeath } from '@rookery/shared-contracts';
import type { ComparisonAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { lines, measured, published } from '../exhibits.ts';
import { PUBLISHED } from '../published.ts';
import { fewer, leadOf, type Study } from '../study.ts';

const MOST = 20;
const CHECKPOINTS = [5, 10, 20, 40, 80, 160, 320, 640];

/** Guided: the paper's search. Unguided: the plain one of its reference code. */
const CONTENDERS = [
  ['guided', 'raise-mcts'],
  ['unguided', 'uct'],
] as const;

function askOf(whole: Study): ComparisonAsk {
  const study = fewer(whole, MOST);
  const below = CHECKPOINTS.filter((calls) => calls < study.planningBudget);
  const model = leadOf(study);
  return {
    kind: 'comparison',
    title: `guided and unguided search, up to ${study.planningBudget} rollouts`,
    queries: { selection: study.selection, limit: study.limit, seed: study.seed },
    spec: {
      contenders: CONTENDERS.map(([label, planner]) => ({ label, planner, parametersJson: '' })),
      baseline: 'guided',
      target: '',
      rankingPrice: undefined,
      onDeath: OnDeath.UNSPECIFIED,
      checkpoints: [...below, study.planningBudget],
      batch: undefined,
      firstProblem: study.seed,
      repetitions: 0,
      worlds: undefined,
      live: {
        answerModel: model,
        judgeModel: study.judgeModel,
        priorModel: '',
        depth: study.planningDepth,
        replicates: 1,
      },
      transfer: undefined,
    },
  };
}

export const ROLLOUTS: KnownExperiment = {
  name: 'rollouts',
  summary: 'How good a path is after how many rollouts, with guidance and without.',
  paper: 'Figure 14',
  asks: (study) => [askOf(study)],
  notes: [
    `At most ${MOST} scenarios, planned with their full profile. At each checkpoint the path found so far is answered and judged afresh, so that the curve is what the path is worth and not what the search hopes.`,
    'Guided is raise-mcts (a ranking by the model as prior), unguided uct (plain UCT, random expansion). The paper states scores that rise from about 2.8 to 3.7 over 0 to 500 rollouts at k = 5; its line here only joins these two.',
  ],
  async exhibits(study, found) {
    const [cell] = (await found.comparison(askOf(study)))?.cells ?? [];
    const { from, to, most } = PUBLISHED.rollouts;
    const curve = (label: string) =>
      (cell?.contenders.find((one) => one.label === label)?.checkpoints ?? []).map(
        ({ evaluations, loss }) => ({
          x: evaluations,
          value: loss === undefined ? undefined : 5 - loss.mean,
          low: loss === undefined ? undefined : Math.max(1, 5 - loss.mean - loss.halfWidth),
          high: loss === undefined ? undefined : Math.min(5, 5 - loss.mean + loss.halfWidth),
          samples: cell?.problems ?? 0,
        }),
      );
    return [
      lines({
        id: 'curve',
        title: `Score of the path found, k = ${cell?.depth ?? study.planningDepth} (Figure 14)`,
        xLabel: 'rollouts',
        yLabel: 'score at the end of the path, 1 to 5',
        series: [
          measured('guided', curve('guided')),
          ...published('guided', [from, to], [0, most]),
          measured('unguided', curve('unguided')),
        ],
      }),
    ];
  },
};
