import { ATTRIBUTES } from '@rookery/shared-scenario';
import type { KnownExperiment } from '../experiment.ts';
import { bars, lines, measured, SCORE_RANGE } from '../exhibits.ts';
import { meanGain, meanScore, type MeasuredSample } from '../measured.ts';
import { runOf, shortName, type Study } from '../study.ts';

/** The rungs between nothing and all, each with what the one before it has. */
const RUNGS = [
  ['demographic', ['demographic']],
  ['and health', ['demographic', 'health']],
] as const;
const NAMES = ['nothing', ...RUNGS.map(([name]) => name), 'all'];

const asksOf = (study: Study) =>
  study.models.map((model) => ({
    model,
    nothing: runOf(study, 'vanilla', model),
    between: {
      ...runOf(study, 'disclosed', model, {
        disclosures: RUNGS.map(([, groups]) => ({
          attributes: ATTRIBUTES.filter(({ group }) => (groups as readonly string[]).includes(group)).map(
            ({ key }) => key,
          ),
        })),
      }),
      title: `${shortName(model)}, rungs of disclosure`,
    },
    all: runOf(study, 'context-rich', model),
  }));

export const DISCLOSURE: KnownExperiment = {
  name: 'disclosure',
  summary: 'What each rung of disclosure adds: nothing, demographic attributes, health, all.',
  paper: '',
  asks: (study) => asksOf(study).flatMap(({ nothing, between, all }) => [nothing, between, all]),
  notes: [
    'The lowest rung is vanilla and the highest context-rich: their answers are shared with the other experiments.',
  ],
  async exhibits(study, found) {
    const models = await Promise.all(
      asksOf(study).map(async ({ model, nothing, between, all }) => {
        const [none, some, whole] = await Promise.all([
          found.samples(nothing),
          found.samples(between),
          found.samples(all),
        ]);
        const rung = (index: number) => some.filter(({ repetition }) => repetition === index + 1).map(asOne);
        return { model, rungs: [none, ...RUNGS.map((_, index) => rung(index)), whole] };
      }),
    );
    const together = NAMES.map((_, index) => models.flatMap(({ rungs }) => rungs[index] ?? []));
    return [
      lines({
        id: 'ladder',
        title: 'Score by what is disclosed',
        xLabel: 'disclosed',
        ...SCORE_RANGE,
        categories: NAMES,
        series: models.map(({ model, rungs }) =>
          measured(
            shortName(model),
            rungs.map((samples) => meanScore(samples)),
          ),
        ),
      }),
      bars({
        id: 'gain',
        title: 'What each rung adds to the one below, all models, on the same scenarios',
        xLabel: 'rung',
        yLabel: 'gain, points of the score',
        categories: NAMES.slice(1),
        series: [
          measured(
            'gain',
            NAMES.slice(1).map((_, index) => meanGain(together[index] ?? [], together[index + 1] ?? [])),
          ),
        ],
      }),
    ];
  },
};

/** A rung is its own repetition; the answers it is paired with are the first of theirs. */
const asOne = (sample: MeasuredSample): MeasuredSample => ({ ...sample, repetition: 1 });
