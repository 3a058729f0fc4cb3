import type { RejudgeAsk, RunAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, SCORE_RANGE } from '../exhibits.ts';
import { correlationPoint, meanGain, meanScore, scoreOf, type MeasuredSample } from '../measured.ts';
import { leadOf, runOf, shortName, type Study } from '../study.ts';

const STATUSES = ['vanilla', 'context-rich'] as const;

/** Other ways to judge the same answers. */
function judgesOf(
  study: Study,
): readonly { readonly name: string; readonly changes: RejudgeAsk['changes'] }[] {
  const { judgeModel, models } = study;
  const other = models.find((model) => model !== judgeModel);
  return [
    { name: 'isolated', changes: { judgeModel, judgeProtocol: 'isolated' } },
    { name: 'checklist', changes: { judgeModel, judgeProtocol: 'checklist' } },
    { name: 'again', changes: { judgeModel, seed: (study.seed + 1) % 2 ** 32 } },
    ...(other === undefined ? [] : [{ name: shortName(other), changes: { judgeModel: other } }]),
  ];
}

const asksOf = (study: Study) =>
  STATUSES.map((status) => {
    const of: RunAsk = runOf(study, status, leadOf(study));
    return {
      status,
      of,
      others: judgesOf(study).map(({ name, changes }): RejudgeAsk => ({
        kind: 'rejudge',
        title: `${of.title}, judged: ${name}`,
        of,
        changes,
      })),
    };
  });

export const JUDGES: KnownExperiment = {
  name: 'judges',
  summary: 'The same answers judged in other ways and by another model.',
  paper: '',
  asks: (study) => asksOf(study).flatMap(({ of, others }) => [of, ...others]),
  notes: [
    'Rubric is the judge of the study. Isolated asks for one dimension at a time, checklist asks yes or no questions, again is the same judge with another seed, and the last is another model of the study with the same rubric.',
    "A gain from the profile that shrinks under another judge was partly of the judge's making.",
  ],
  async exhibits(study, found) {
    const names = ['rubric', ...judgesOf(study).map(({ name }) => name)];
    const [free, rich] = await Promise.all(
      asksOf(study).map(({ of, others }) => Promise.all([of, ...others].map((ask) => found.samples(ask)))),
    );
    if (free === undefined || rich === undefined) return [];
    const agreement = names.map((_, index) =>
      correlation([...(free[0] ?? []), ...(rich[0] ?? [])], [...(free[index] ?? []), ...(rich[index] ?? [])]),
    );
    return [
      bars({
        id: 'scores',
        title: 'Score of the same answers, by judge',
        xLabel: 'judge',
        ...SCORE_RANGE,
        categories: names,
        series: [
          measured(
            'context-free',
            free.map((samples) => meanScore(samples)),
          ),
          measured(
            'context-rich',
            rich.map((samples) => meanScore(samples)),
          ),
        ],
      }),
      bars({
        id: 'gain',
        title: 'What the profile adds, by judge',
        xLabel: 'judge',
        yLabel: 'gain, points of the score',
        categories: names,
        series: [
          measured(
            'gain',
            names.map((_, index) => meanGain(free[index] ?? [], rich[index] ?? [])),
          ),
        ],
      }),
      bars({
        id: 'correlation',
        title: 'Correlation with the rubric over all these answers',
        xLabel: 'judge',
        yLabel: 'Pearson correlation',
        rangeLow: 0,
        rangeHigh: 1,
        categories: names.slice(1),
        series: [measured('correlation', agreement.slice(1))],
      }),
    ];
  },
};

function correlation(from: readonly MeasuredSample[], to: readonly MeasuredSample[]) {
  const key = ({ scenario, status, repetition }: MeasuredSample) => `${scenario} ${status} ${repetition}`;
  const before = new Map(from.map((one) => [key(one), scoreOf(one)]));
  return correlationPoint(
    to.flatMap((one) => {
      const x = before.get(key(one));
      return x === undefined ? [] : [{ cluster: one.person, x, y: scoreOf(one) }];
    }),
  );
}
