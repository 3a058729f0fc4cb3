import type { KnownExperiment } from '../experiment.ts';
import { bars, DOMAIN_NAMES, measured, published, radar, SCORE_RANGE } from '../exhibits.ts';
import { meanGain, meanPoint, meanScore, scoreOf, type MeasuredSample } from '../measured.ts';
import { MEAN_PLACE, PUBLISHED, publishedMean, publishedModel } from '../published.ts';
import { runOf, shortName, type Study } from '../study.ts';

const asksOf = (study: Study) =>
  study.models.map((model) => ({
    model,
    free: runOf(study, 'vanilla', model),
    rich: runOf(study, 'context-rich', model),
  }));

export const CONTEXT_GAP: KnownExperiment = {
  name: 'context-gap',
  summary: 'What answers lose when the model does not know the person.',
  paper: 'Figures 4 and 5',
  asks: (study) => asksOf(study).flatMap(({ free, rich }) => [free, rich]),
  notes: [
    'The paper states the score without context for each model and domain (Table 2) and the score with context as one mean over all: 2.79 to 4.00, a gain of 43.2%.',
    'Every mean stands on the evaluation side of the split, as in all experiments here; the paper takes all scenarios.',
  ],
  async exhibits(study, found) {
    const models = await Promise.all(
      asksOf(study).map(async ({ model, free, rich }) => ({
        model,
        free: await found.samples(free),
        rich: await found.samples(rich),
      })),
    );
    const names = models.map(({ model }) => shortName(model));
    const [allFree, allRich] = [models.flatMap(({ free }) => free), models.flatMap(({ rich }) => rich)];
    const domains = DOMAIN_NAMES.map(([, label]) => label);
    const inDomain = (samples: readonly MeasuredSample[]) =>
      DOMAIN_NAMES.map(([key]) => meanScore(samples.filter(({ domain }) => domain === key)));
    const { contextFree, contextRich, gainPercent } = PUBLISHED.contextGap;
    return [
      bars({
        id: 'by-model',
        title: 'Score without and with the profile, by model (Figure 4)',
        xLabel: 'model',
        ...SCORE_RANGE,
        categories: [...names, 'all models'],
        series: [
          measured('context-free', [...models.map(({ free }) => meanScore(free)), meanScore(allFree)]),
          ...published('context-free', [
            ...models.map(({ model }) => publishedModel(model)?.vanilla[MEAN_PLACE]),
            contextFree,
          ]),
          measured('context-rich', [...models.map(({ rich }) => meanScore(rich)), meanScore(allRich)]),
          ...published('context-rich', [...models.map(() => undefined), contextRich]),
        ],
      }),
      bars({
        id: 'by-domain',
        title: 'Score without and with the profile, by domain, all models (Figure 4)',
        xLabel: 'domain',
        ...SCORE_RANGE,
        categories: domains,
        series: [
          measured('context-free', inDomain(allFree)),
          ...published(
            'context-free',
            DOMAIN_NAMES.map((_, place) => publishedMean('vanilla', place)),
          ),
          measured('context-rich', inDomain(allRich)),
        ],
      }),
      bars({
        id: 'gain',
        title: 'What the profile adds, in percent of the score without it',
        xLabel: 'model',
        yLabel: 'gain, percent',
        decimals: 1,
        categories: [...names, 'all models'],
        series: [
          measured(
            'gain',
            [...models, { free: allFree, rich: allRich }].map(({ free, rich }) => percent(free, rich)),
          ),
          ...published('gain', [...models.map(() => undefined), gainPercent]),
        ],
      }),
      ...models.map(({ model, free, rich }) =>
        radar({
          id: `radar-${shortName(model)
            .replaceAll(/[^a-z0-9]+/gi, '-')
            .toLowerCase()}`,
          title: `${shortName(model)}: score by domain without and with the profile (Figure 5)`,
          xLabel: 'domain',
          ...SCORE_RANGE,
          categories: domains,
          series: [
            measured('context-free', inDomain(free)),
            ...published('context-free', publishedModel(model)?.vanilla.slice(0, MEAN_PLACE) ?? [undefined]),
            measured('context-rich', inDomain(rich)),
          ],
        }),
      ),
    ];
  },
};

/** The mean paired gain over the mean without the profile, whose own error is small beside it and left out. */
function percent(free: readonly MeasuredSample[], rich: readonly MeasuredSample[]) {
  const base = meanPoint(free.map((one) => [one.person, scoreOf(one)])).value;
  const gain = meanGain(free, rich);
  const scaled = (value: number | undefined) =>
    value === undefined || base === undefined ? undefined : (100 * value) / base;
  return { ...gain, value: scaled(gain.value), low: scaled(gain.low), high: scaled(gain.high) };
}
