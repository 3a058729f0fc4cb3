import type { RunAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, published, scatter, SCORE_RANGE } from '../exhibits.ts';
import { meanPoint, meanScore } from '../measured.ts';
import { PUBLISHED } from '../published.ts';
import { leadOf, runOf, type Study } from '../study.ts';

const FORMS = ['basic', 'binary', 'scale'] as const;

const asksOf = (study: Study): RunAsk[] =>
  FORMS.map((abstention) => runOf(study, 'agent', leadOf(study), { abstention }));

export const ABSTENTION: KnownExperiment = {
  name: 'abstention',
  summary: 'How the agent decides that enough is known, and what that costs in questions.',
  paper: 'Figure 16 and D.1',
  asks: asksOf,
  notes: [
    'The first model of the study, without planned paths. The paper states the mean numbers of questions; of the scores it says that `scale` is best.',
  ],
  async exhibits(study, found) {
    const rows = await Promise.all(asksOf(study).map((ask) => found.samples(ask)));
    const categories = [...FORMS];
    const questions = rows.map((samples) =>
      meanPoint(
        samples.map((one) => [one.person, one.questions ?? 0]),
        { low: 0, high: 64 },
      ),
    );
    return [
      bars({
        id: 'score',
        title: 'Score by form of abstention (Figure 16)',
        xLabel: 'form',
        ...SCORE_RANGE,
        categories,
        series: [
          measured(
            'score',
            rows.map((samples) => meanScore(samples)),
          ),
        ],
      }),
      bars({
        id: 'questions',
        title: 'Questions asked by form of abstention (D.1)',
        xLabel: 'form',
        yLabel: 'mean number of questions',
        categories,
        series: [
          measured('questions', questions),
          ...published(
            'questions',
            FORMS.map((form) => PUBLISHED.abstention[form]),
          ),
        ],
      }),
      scatter({
        id: 'price',
        title: 'What each form reaches with how many questions (Figure 16)',
        xLabel: 'mean number of questions',
        ...SCORE_RANGE,
        series: FORMS.map((form, index) =>
          measured(form, [{ ...meanScore(rows[index] ?? []), x: questions[index]?.value }]),
        ),
      }),
    ];
  },
};
