import type { KnownExperiment } from '../experiment.ts';
import { bars, measured, published } from '../exhibits.ts';
import { meanPoint, type MeasuredSample } from '../measured.ts';
import { publishedModel } from '../published.ts';
import { plannerRunOf, runOf, shortName, type Study } from '../study.ts';

const asksOf = (study: Study) =>
  study.models.map((model) => ({
    model,
    agent: runOf(study, 'agent', model),
    planner: plannerRunOf(study, model),
  }));

const questions = (samples: readonly MeasuredSample[]) =>
  meanPoint(
    samples.flatMap((one) => (one.questions === undefined ? [] : [[one.person, one.questions] as const])),
    { low: 0, high: 64 },
  );

export const PATH_LENGTH: KnownExperiment = {
  name: 'path-length',
  summary: 'How many questions are asked, without planned paths and with them.',
  paper: 'Tables 7 and 8',
  asks: (study) => asksOf(study).flatMap(({ agent, planner }) => [agent, planner]),
  notes: [
    'The agent may ask at most 5 questions here. The paper states means of 2.7 with planned paths and 2.6 without.',
  ],
  async exhibits(study, found) {
    const models = await Promise.all(
      asksOf(study).map(async ({ model, agent, planner }) => ({
        model,
        agent: await found.samples(agent),
        planner: await found.samples(planner),
      })),
    );
    return [
      bars({
        id: 'questions',
        title: 'Mean number of questions (Tables 7 and 8)',
        xLabel: 'model',
        yLabel: 'questions asked',
        categories: [...models.map(({ model }) => shortName(model)), 'all models'],
        series: [
          measured('agent', [
            ...models.map(({ agent }) => questions(agent)),
            questions(models.flatMap(({ agent }) => agent)),
          ]),
          ...published('agent', [...models.map(({ model }) => publishedModel(model)?.questions.agent), 2.6]),
          measured('planner', [
            ...models.map(({ planner }) => questions(planner)),
            questions(models.flatMap(({ planner }) => planner)),
          ]),
          ...published('planner', [
            ...models.map(({ model }) => publishedModel(model)?.questions.planner),
            2.7,
          ]),
        ],
      }),
    ];
  },
};
