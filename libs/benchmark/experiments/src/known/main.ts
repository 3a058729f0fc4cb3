import type { Found, KnownExperiment } from '../experiment.ts';
import {
  bars,
  DOMAIN_NAMES,
  heatMap,
  measured,
  published,
  publishedColumn,
  SCORE_RANGE,
} from '../exhibits.ts';
import { meanGain, meanScore, NOTHING, type MeasuredSample } from '../measured.ts';
import { MEAN_PLACE, PUBLISHED, publishedModel } from '../published.ts';
import { plannerRunOf, runOf, shortName, type Study } from '../study.ts';

/** `static`, one order for everybody, is not the paper's: what planned paths have to beat. */
const STATUSES = ['vanilla', 'agent', 'static', 'planner'] as const;

const asksOf = (study: Study) =>
  study.models.map((model) => ({
    model,
    vanilla: runOf(study, 'vanilla', model),
    agent: runOf(study, 'agent', model),
    static: runOf(study, 'static', model),
    planner: plannerRunOf(study, model),
  }));

const COLUMNS = [...DOMAIN_NAMES.map(([, label]) => label), 'mean'];

export const MAIN: KnownExperiment = {
  name: 'main',
  summary:
    'Every model without the profile, with the agent, with one order of questions for everybody, and with the agent guided by planned paths.',
  paper: 'Tables 2 and 9',
  asks: (study) => asksOf(study).flatMap((asks) => STATUSES.map((status) => asks[status])),
  notes: [
    'Planned paths are shown as examples, as in the paper; the platform by itself chooses by what its searches have learned (`--path-use lessons`, docs/fidelity.md).',
    '`static` asks everybody in one order, without planned paths; the paper has no such row.',
    'The paths are planned by the first model of the study, for the profiles on the library side of the split; the paper plans with GPT-4o.',
    'The paper states means over six models: vanilla 2.86, with the agent 3.56 (+24.5%), with planned paths 3.77 (+5.9%, +31.6% in all).',
  ],
  async exhibits(study, found) {
    const models = await Promise.all(asksOf(study).map((asks) => samplesOf(found, asks)));
    const rows = models.flatMap((one) =>
      STATUSES.map((status) => ({ model: one.model, status, samples: one[status] })),
    );
    const known = rows.filter(({ model, status }) => publishedScore(model, status, MEAN_PLACE) !== undefined);
    const names = models.map(({ model }) => shortName(model));
    const all = (status: (typeof STATUSES)[number]) => models.flatMap((one) => one[status]);
    return [
      bars({
        id: 'by-model',
        title: 'Score by model and status (Tables 2 and 9)',
        xLabel: 'model',
        ...SCORE_RANGE,
        categories: [...names, 'all models'],
        series: STATUSES.flatMap((status) => [
          measured(status, [...models.map((one) => meanScore(one[status])), meanScore(all(status))]),
          ...published(status, [
            ...models.map(({ model }) => publishedScore(model, status, MEAN_PLACE)),
            status === 'static' ? undefined : PUBLISHED.means[status],
          ]),
        ]),
      }),
      bars({
        id: 'gains',
        title: 'What asking adds, and what planned paths add to it, on the same scenarios',
        xLabel: 'model',
        yLabel: 'gain, points of the score',
        categories: [...names, 'all models'],
        series: [
          measured(
            'agent over vanilla',
            [...models, { vanilla: all('vanilla'), agent: all('agent') }].map(({ vanilla, agent }) =>
              meanGain(vanilla, agent),
            ),
          ),
          ...published('agent over vanilla', [
            ...models.map(({ model }) => difference(model, 'vanilla', 'agent')),
            0.7,
          ]),
          measured(
            'planner over agent',
            [...models, { agent: all('agent'), planner: all('planner') }].map(({ agent, planner }) =>
              meanGain(agent, planner),
            ),
          ),
          ...published('planner over agent', [
            ...models.map(({ model }) => difference(model, 'agent', 'planner')),
            0.21,
          ]),
          measured(
            'planner over static',
            [...models, { static: all('static'), planner: all('planner') }].map((one) =>
              meanGain(one.static, one.planner),
            ),
          ),
        ],
      }),
      heatMap({
        id: 'table',
        title: 'Score by model, status and domain, measured (Table 2)',
        xLabel: 'model, status',
        ...SCORE_RANGE,
        categories: rows.map(({ model, status }) => `${shortName(model)}, ${status}`),
        series: COLUMNS.map((name, column) =>
          measured(
            name,
            rows.map(({ samples }) => meanScore(inColumn(samples, column))),
          ),
        ),
      }),
      ...(known.length === 0
        ? []
        : [
            heatMap({
              id: 'table-published',
              title: 'Score by model, status and domain, as published (Tables 2 and 9)',
              xLabel: 'model, status',
              ...SCORE_RANGE,
              categories: known.map(({ model, status }) => `${shortName(model)}, ${status}`),
              series: COLUMNS.map((name, column) =>
                publishedColumn(
                  name,
                  known.map(({ model, status }) => publishedScore(model, status, column)),
                ),
              ),
            }),
            heatMap({
              id: 'table-difference',
              title: 'Measured less published',
              xLabel: 'model, status',
              yLabel: 'points of the score',
              rangeLow: -1,
              rangeHigh: 1,
              categories: known.map(({ model, status }) => `${shortName(model)}, ${status}`),
              series: COLUMNS.map((name, column) =>
                measured(
                  name,
                  known.map(({ model, status, samples }) =>
                    less(meanScore(inColumn(samples, column)), publishedScore(model, status, column)),
                  ),
                ),
              ),
            }),
          ]),
    ];
  },
};

async function samplesOf(found: Found, asks: ReturnType<typeof asksOf>[number]) {
  const [vanilla, agent, inOneOrder, planner] = await Promise.all([
    found.samples(asks.vanilla),
    found.samples(asks.agent),
    found.samples(asks.static),
    found.samples(asks.planner),
  ]);
  return { model: asks.model, vanilla, agent, static: inOneOrder, planner };
}

/** A mean as the paper states it; undefined where it has none. */
function publishedScore(
  model: string,
  status: (typeof STATUSES)[number],
  column: number,
): number | undefined {
  return status === 'static' ? undefined : publishedModel(model)?.[status][column];
}

function inColumn(samples: readonly MeasuredSample[], column: number): readonly MeasuredSample[] {
  const key = DOMAIN_NAMES[column]?.[0];
  return key === undefined ? samples : samples.filter(({ domain }) => domain === key);
}

function difference(model: string, from: 'vanilla' | 'agent', to: 'agent' | 'planner'): number | undefined {
  const [before, after] = [
    publishedModel(model)?.[from][MEAN_PLACE],
    publishedModel(model)?.[to][MEAN_PLACE],
  ];
  return before === undefined || after === undefined ? undefined : Math.round((after - before) * 100) / 100;
}

function less(point: ReturnType<typeof meanScore>, from: number | undefined) {
  const moved = (value: number | undefined) =>
    value === undefined || from === undefined ? undefined : value - from;
  return from === undefined
    ? NOTHING
    : { ...point, value: moved(point.value), low: moved(point.low), high: moved(point.high) };
}
