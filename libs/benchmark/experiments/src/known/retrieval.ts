import type { RetrievalAsk } from '../asks.ts';
import type { KnownExperiment } from '../experiment.ts';
import { lines, measured } from '../exhibits.ts';
import { meanPoint } from '../measured.ts';
import { fewer, libraryOf, type Study } from '../study.ts';

/** Paths looked at, and scenarios. */
const MOST = 10;
const MOST_SCENARIOS = 500;

const askOf = (study: Study): RetrievalAsk => ({
  kind: 'retrieval',
  title: `the ${MOST} nearest paths of each query`,
  library: libraryOf(study),
  selection: study.selection,
  limit: fewer(study, MOST_SCENARIOS).limit,
  seed: study.seed,
  most: MOST,
});

export const RETRIEVAL: KnownExperiment = {
  name: 'retrieval',
  summary: 'How near the stored queries are whose paths the agent is shown.',
  paper: '',
  asks: (study) => [askOf(study)],
  notes: [
    'The paper shows the agent the paths of the 5 nearest queries and says that 3 to 10 behave alike; how near they are it does not say.',
    'Where the trained embedder is not there the platform compares words, and similarities are those of words.',
  ],
  async exhibits(study, found) {
    const places = await found.retrieved(askOf(study));
    const sameDomain = (count: number) => places.slice(0, count).flatMap((place) => place.sameDomain);
    return [
      lines({
        id: 'similarity',
        title: 'Similarity of the found query, by its place in the list',
        xLabel: 'place',
        yLabel: 'mean cosine',
        series: [
          measured(
            'similarity',
            places.map(({ similarity }, index) => meanPoint(similarity, { low: -1, high: 1 }, index + 1)),
          ),
        ],
      }),
      lines({
        id: 'domain',
        title: 'Found queries of the same domain, among the first k',
        xLabel: 'k',
        yLabel: 'share of the same domain',
        rangeLow: 0,
        rangeHigh: 1,
        series: [
          measured(
            'same domain',
            places.map((_, index) => meanPoint(sameDomain(index + 1), { low: 0, high: 1 }, index + 1)),
          ),
        ],
      }),
    ];
  },
};
