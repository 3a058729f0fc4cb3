import type { KnownExperiment } from '../experiment.ts';
import { DOMAIN_NAMES, measured, radar, SCORE_RANGE } from '../exhibits.ts';
import { DIMENSIONS, meanPoint, type MeasuredSample } from '../measured.ts';
import { runOf, shortName, type Study } from '../study.ts';

const STATUSES = ['vanilla', 'context-rich'] as const;

const asksOf = (study: Study) =>
  study.models.flatMap((model) =>
    STATUSES.map((status) => ({ model, status, ask: runOf(study, status, model) })),
  );

type Dimension = (typeof DIMENSIONS)[number][0];

const byDomain = (samples: readonly MeasuredSample[], dimension: Dimension) =>
  DOMAIN_NAMES.map(([key]) =>
    meanPoint(samples.flatMap((one) => (one.domain === key ? [[one.person, one[dimension]] as const] : []))),
  );

export const DIMENSION_RADARS: KnownExperiment = {
  name: 'dimension-radars',
  summary: 'Each dimension of the score by domain, without and with the profile.',
  paper: 'Figures 17 to 22',
  asks: (study) => asksOf(study).map(({ ask }) => ask),
  notes: ['The paper shows these as pictures and states no figures for them.'],
  async exhibits(study, found) {
    const runs = await Promise.all(
      asksOf(study).map(async (one) => ({ ...one, samples: await found.samples(one.ask) })),
    );
    const of = (model: string | undefined, status: string) =>
      runs
        .filter((run) => run.status === status && (model ?? run.model) === run.model)
        .flatMap(({ samples }) => samples);
    const categories = DOMAIN_NAMES.map(([, label]) => label);
    const picture = (model: string | undefined, [dimension, label]: (typeof DIMENSIONS)[number]) => {
      const who = model === undefined ? 'all models' : shortName(model);
      return radar({
        id: `${who.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}-${dimension}`,
        title: `${label} by domain, ${who} (Figures 17 to 22)`,
        xLabel: 'domain',
        ...SCORE_RANGE,
        categories,
        series: [
          measured('context-free', byDomain(of(model, 'vanilla'), dimension)),
          measured('context-rich', byDomain(of(model, 'context-rich'), dimension)),
        ],
      });
    };
    const shown = study.models.length > 1 ? [undefined, ...study.models] : study.models;
    return shown.flatMap((model) => DIMENSIONS.map((dimension) => picture(model, dimension)));
  },
};
