import { OnDeath, PriorQuality } from '@rookery/shared-contracts';
import type { ComparisonAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { lines, measured } from '../exhibits.ts';
import type { Study } from '../study.ts';

const PLANNERS = ['path-kg', 'raise-mcts', 'uct', 'halving', 'random'] as const;
const PROBLEMS = 100;
const CHECKPOINTS = [5, 10, 20, 40, 80];
const PRIORS = [
  [PriorQuality.GOOD, 'good'],
  [PriorQuality.POOR, 'poor'],
] as const;

function askOf(study: Study): ComparisonAsk {
  return {
    kind: 'comparison',
    title: `planners on ${PROBLEMS} simulated problems`,
    spec: {
      contenders: PLANNERS.map((planner) => ({ label: '', planner, parametersJson: '' })),
      baseline: 'path-kg',
      target: '',
      rankingPrice: undefined,
      onDeath: OnDeath.UNSPECIFIED,
      checkpoints: CHECKPOINTS,
      batch: undefined,
      firstProblem: study.seed,
      repetitions: 0,
      worlds: {
        worlds: [
          {
            label: 'pairwise',
            settingsJson: JSON.stringify({ family: 'pairwise' }),
            priors: [],
            depths: [],
            batch: undefined,
          },
        ],
        priors: PRIORS.map(([prior]) => prior),
        depths: [3],
        problems: PROBLEMS,
      },
      live: undefined,
      transfer: undefined,
    },
  };
}

export const PLANNERS_COMPARED: KnownExperiment = {
  name: 'planners',
  summary: 'How soon each planner finds a good path, in the simulated world.',
  paper: '',
  asks: (study) => [askOf(study)],
  notes: [
    'The simulated world of docs/world.md, whose best path is known: nothing here measures a model. Regret is what the path found loses against the best one.',
  ],
  async exhibits(study, found) {
    const result = await found.comparison(askOf(study));
    return (result?.cells ?? []).map((cell) => {
      const name = PRIORS.find(([prior]) => prior === cell.prior)?.[1] ?? 'some';
      return lines({
        id: `regret-${name}`,
        title: `SIMULATED WORLD. Regret by planner, ${name} ranking, k = ${cell.depth}`,
        xLabel: 'evaluations',
        yLabel: 'regret, points of the score',
        decimals: 3,
        series: cell.contenders.map(({ label, checkpoints }) =>
          measured(
            label,
            checkpoints.map(({ evaluations, loss }) => ({
              x: evaluations,
              value: loss?.mean,
              low: loss === undefined ? undefined : Math.max(0, loss.mean - loss.halfWidth),
              high: loss === undefined ? undefined : loss.mean + loss.halfWidth,
              samples: cell.problems,
            })),
          ),
        ),
      });
    });
  },
};
