import { ATTRIBUTE_KEYS, type AttributeKey } from '@rookery/shared-scenario';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, SCORE_RANGE } from '../exhibits.ts';
import { meanPoint, meanScore, scoreOf, type MeasuredSample } from '../measured.ts';
import { fewer, leadOf, pathsOf, runOf, shortName, type Study } from '../study.ts';

/** As the paper has it: subsets of three, fifty scenarios, fifty rollouts, the three that Figure 6 puts first. */
const SIZE = 3;
const MOST = 50;
const ROLLOUTS = 50;
const STATIC: readonly AttributeKey[] = ['emotional_state', 'mental_health_status', 'past_self_harm_history'];

/** All subsets of the attributes of that size, 120 of them, each in the order of the attributes. */
const SUBSETS: readonly (readonly AttributeKey[])[] = subsets(ATTRIBUTE_KEYS, SIZE);
const PLACES = new Map(SUBSETS.map((subset, index) => [subset.join(), index + 1]));

const asksOf = (whole: Study) => {
  const study = fewer(whole, MOST);
  return {
    without: runOf(study, 'vanilla', leadOf(study)),
    all: {
      ...runOf(study, 'disclosed', leadOf(study), {
        disclosures: SUBSETS.map((attributes) => ({ attributes })),
      }),
      title: `${shortName(leadOf(study))}, all ${SUBSETS.length} subsets of ${SIZE} attributes`,
    },
    paths: pathsOf(study, 'raise-mcts', ROLLOUTS, SIZE),
  };
};

export const SELECTION: KnownExperiment = {
  name: 'selection',
  summary: `Which ${SIZE} attributes are asked for, by chance, by rule, by search, and at best.`,
  paper: 'Figures 7 and 13',
  asks: (study) => Object.values(asksOf(study)),
  notes: [
    `All ${SUBSETS.length} subsets of ${SIZE} attributes are answered and judged once for each scenario; every strategy is read from these same answers, so that a difference is one of choice.`,
    'Random is the mean over all subsets, which is what drawing 10 of them (paper) is expected to give. Static is Emotion, Mental and Self-Harm. Planned is what 50 rollouts of raise-mcts find, judged afresh.',
    'Oracle is the subset whose one answer came out best, as in the paper: part of its lead is luck of the sample.',
    'Figure 7 and 13 state an order and no figures: random < static < MCTS <= oracle.',
  ],
  async exhibits(study, found) {
    const { without, all, paths } = asksOf(study);
    const [base, rows, planned] = await Promise.all([
      found.samples(without),
      found.samples(all),
      found.paths(paths),
    ]);
    const byScenario = [...Map.groupBy(rows, ({ scenario }) => scenario).values()];
    const chosen = new Set(byScenario.flatMap(([first]) => (first === undefined ? [] : [first.scenario])));
    const each = (of: (samples: readonly MeasuredSample[]) => number | undefined) =>
      meanPoint(
        byScenario.flatMap((samples) => {
          const [first] = samples;
          const value = of(samples);
          return first === undefined || value === undefined ? [] : [[first.person, value] as const];
        }),
      );
    const at = (samples: readonly MeasuredSample[], subset: readonly string[]): number | undefined => {
      const place = PLACES.get(ATTRIBUTE_KEYS.filter((key) => subset.includes(key)).join());
      const sample = samples.find(({ repetition }) => repetition === place);
      return sample === undefined ? undefined : scoreOf(sample);
    };
    return [
      bars({
        id: 'strategies',
        title: `Score with ${SIZE} attributes, by how they were chosen (Figures 7 and 13)`,
        xLabel: 'strategy',
        ...SCORE_RANGE,
        categories: ['none known', 'random', 'static', 'planned', 'oracle'],
        series: [
          measured('score', [
            meanScore(base.filter(({ scenario }) => chosen.has(scenario))),
            each((samples) => samples.reduce((sum, one) => sum + scoreOf(one), 0) / samples.length),
            each((samples) => at(samples, STATIC)),
            each((samples) => at(samples, planned.get(samples[0]?.scenario ?? '') ?? [])),
            each((samples) => Math.max(...samples.map(scoreOf))),
          ]),
        ],
      }),
    ];
  },
};

function subsets<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) =>
    subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]),
  );
}
