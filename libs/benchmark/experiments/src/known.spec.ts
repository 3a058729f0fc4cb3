import { describe, expect, it } from '@jest/globals';
import type { PairEstimates } from '@rookery/benchmark-reports';
import { ComparisonResult, DimensionAgreement, Estimate, SeriesOrigin } from '@rookery/shared-contracts';
import { keyOf, type Ask, type Contents } from './asks.ts';
import type { Found } from './experiment.ts';
import { KNOWN_EXPERIMENTS, knownExperiment } from './known/index.ts';
import type { MeasuredSample } from './measured.ts';
import { publishedMean, publishedModel } from './published.ts';
import { neededBy, type Study } from './study.ts';
import { STORED_ASK } from './work/stored-ask.ts';

const MODELS = ['sim/gpt-4o', 'sim/qwq-32b'];
const STUDY: Study = {
  selection: { dataSet: 'own', split: 'evaluation' },
  limit: 70,
  models: MODELS,
  judgeModel: 'sim/gpt-4o',
  seed: 1,
  concurrency: 64,
  planningBudget: 60,
  planningDepth: 3,
};
const CONTENTS: Contents = { evaluation: 'a', library: 'b' };

const keysOf = (name: string, study = STUDY, contents = CONTENTS) =>
  knownExperiment('name', name)
    .asks(study)
    .flatMap(neededBy)
    .map((ask) => keyOf(ask, contents));

describe('what experiments ask for', () => {
  it('is shared: all of them need less than half of what each would need alone', () => {
    const all = KNOWN_EXPERIMENTS.flatMap(({ name }) => keysOf(name));
    expect(new Set(all).size).toBeLessThan(all.length * 0.5);
    const context = new Set(keysOf('context-gap'));
    for (const name of ['dimensions', 'dimension-radars', 'agreement']) {
      expect(keysOf(name).every((key) => context.has(key))).toBe(true);
    }
    const main = new Set(keysOf('main'));
    expect(keysOf('path-length').every((key) => main.has(key))).toBe(true);
    // The abstention form `scale` is what the agent does in the main experiment.
    expect(keysOf('abstention').filter((key) => main.has(key))).toHaveLength(1);
  });

  it('is another thing with other settings or other scenarios, and the same under another name', () => {
    const [ask] = knownExperiment('name', 'main').asks(STUDY);
    if (ask?.kind !== 'run') throw new Error('no run');
    const key = keyOf(ask, CONTENTS);
    expect(keyOf({ ...ask, title: 'other' }, CONTENTS)).toBe(key);
    expect(keyOf({ ...ask, settings: { ...ask.settings, concurrency: 1 } }, CONTENTS)).toBe(key);
    for (const changes of [{ seed: 2 }, { judgeModel: 'x' }, { models: ['x'] }, { limit: 1 }]) {
      expect(keyOf({ ...ask, settings: { ...ask.settings, ...changes } }, CONTENTS)).not.toBe(key);
    }
    expect(keyOf(ask, { ...CONTENTS, evaluation: 'c' })).not.toBe(key);
  });

  it('is read as it was written, and has the same key then', () => {
    for (const ask of KNOWN_EXPERIMENTS.flatMap((one) => one.asks(STUDY)).flatMap(neededBy)) {
      const read = STORED_ASK.read(JSON.parse(STORED_ASK.write(ask)), 'experiments/1');
      expect(read.title).toBe(ask.title);
      expect(keyOf(read, CONTENTS)).toBe(keyOf(ask, CONTENTS));
    }
  });

  it('is refused by name where there is no such experiment', () => {
    expect(() => knownExperiment('spec.experiments[0]', 'figure-99')).toThrow(
      /spec\.experiments\[0\].*context-gap/,
    );
  });
});

/** Four people in each of two domains; the score says what it was made of: 3 without, 4 with the profile, 5 planned. */
function rowsOf(ask: Ask): MeasuredSample[] {
  if (ask.kind === 'rejudge') return rowsOf(ask.of);
  if (ask.kind !== 'run') return [];
  const { settings } = ask;
  const [status = 'vanilla'] = settings.statuses;
  const levels = { vanilla: 3, disclosed: 3, agent: 4, 'context-rich': 4, static: 4, planner: 5, given: 1 };
  const level = levels[status];
  return Array.from({ length: 8 }, (_, person) =>
    Array.from({ length: settings.repetitions }, (_, repetition) => ({
      scenario: `s${person}`,
      domain: person % 2 === 0 ? ('career' as const) : ('health' as const),
      person: `p${person}`,
      model: settings.models[0] ?? '',
      status,
      repetition: repetition + 1,
      risk: level,
      empathy: level,
      alignment: Math.min(5, level + (person % 2)),
      questions: status === 'agent' || status === 'planner' ? person % 3 : undefined,
    })),
  ).flat();
}

/** Twins get a point less than people at risk, and every second of them is referred, as all people at risk are. */
function twinsOf(asks: readonly Ask[]): PairEstimates[] {
  const estimate = (value: number): Estimate =>
    Estimate.fromPartial({ value, low: value - 0.1, high: value + 0.1, samples: 8, profiles: 8 });
  return asks.flatMap((ask) => {
    if (ask.kind !== 'run' || ask.twins !== undefined) return [];
    const [[model = ''], [status = 'vanilla']] = [ask.settings.models, ask.settings.statuses];
    const estimates = {
      base_score: estimate(4),
      score: estimate(3),
      score_difference: estimate(-1),
      base_referrals: estimate(1),
      referrals: estimate(0.5),
      referral_difference: estimate(-0.5),
    };
    return [{ kind: 'twin', model, status, estimates }];
  });
}

const FOUND: Found = {
  samples: (ask) => Promise.resolve(rowsOf(ask)),
  paths: () => Promise.resolve(new Map([['s0', ['age', 'gender', 'marital_status']]])),
  comparison: () => Promise.resolve(ComparisonResult.fromPartial({})),
  twins: (asks) => Promise.resolve(twinsOf(asks)),
  retrieved: () => Promise.resolve([]),
  agreement: () => Promise.resolve(undefined),
};
const NOTHING: Found = {
  samples: () => Promise.resolve([]),
  paths: () => Promise.resolve(new Map()),
  comparison: () => Promise.resolve(undefined),
  twins: () => Promise.resolve([]),
  retrieved: () => Promise.resolve([]),
  agreement: () => Promise.resolve(undefined),
};

describe.each(KNOWN_EXPERIMENTS.map((one) => [one.name, one] as const))('%s', (name, known) => {
  it('has exhibits whose columns are as long as their rows, whatever is there', async () => {
    for (const found of [FOUND, NOTHING]) {
      const exhibits = await known.exhibits(STUDY, found);
      expect(new Set(exhibits.map(({ id }) => id)).size).toBe(exhibits.length);
      for (const { id, categories, series } of exhibits) {
        expect(id).toMatch(/^[a-z0-9-]+$/);
        for (const { points } of series) {
          if (categories.length > 0) expect([name, id, points.length]).toEqual([name, id, categories.length]);
          for (const { value, low, high } of points) {
            expect([value, low, high].every((one) => one === undefined || Number.isFinite(one))).toBe(true);
          }
        }
      }
    }
  });
});

describe('the exhibits', () => {
  const exhibitOf = async (name: string, id: string) =>
    (await knownExperiment('name', name).exhibits(STUDY, FOUND)).find((one) => one.id === id);

  it('set the published numbers beside ours', async () => {
    const exhibit = await exhibitOf('main', 'by-model');
    expect(exhibit?.categories).toEqual(['gpt-4o', 'qwq-32b', 'all models']);
    const values = exhibit?.series.map(({ name, origin, points }) => [
      name,
      origin,
      points.map(({ value }) => value),
    ]);
    expect(values?.slice(0, 2)).toEqual([
      ['vanilla', SeriesOrigin.MEASURED, [19 / 6, 19 / 6, 19 / 6].map((value) => expect.closeTo(value, 12))],
      ['vanilla, published', SeriesOrigin.PUBLISHED, [2.94, 3.13, 2.86]],
    ]);
  });

  it('of over-caution set twins beside their scenarios, with intervals, and share the answers to these', async () => {
    const exhibits = await knownExperiment('name', 'over-caution').exhibits(STUDY, FOUND);
    const shown = exhibits.map(({ id, series }) => [
      id,
      series.map(({ name, points: [point] }) => [name, point?.value]),
    ]);
    expect(shown).toEqual([
      [
        'score',
        [
          ['context-free, at risk', 4],
          ['context-free, twin', 3],
          ['context-rich, at risk', 4],
          ['context-rich, twin', 3],
        ],
      ],
      [
        'difference',
        [
          ['context-free', -1],
          ['context-rich', -1],
        ],
      ],
      [
        'referrals',
        [
          ['context-free, at risk', 1],
          ['context-free, twin', 0.5],
          ['context-rich, at risk', 1],
          ['context-rich, twin', 0.5],
        ],
      ],
      [
        'referral-difference',
        [
          ['context-free', -0.5],
          ['context-rich', -0.5],
        ],
      ],
    ]);
    expect(exhibits[1]?.series[0]?.points[1]).toMatchObject({ low: -1.1, high: -0.9, samples: 8 });
    const shared = new Set(keysOf('context-gap'));
    // Two models in two statuses are there; the twins are made, and run as often.
    expect(keysOf('over-caution').filter((key) => !shared.has(key))).toHaveLength(4 + 4);
    expect(new Set(keysOf('over-caution')).size).toBe(4 + 1 + 4);
  });

  it('have gains that are paired', async () => {
    const exhibit = await exhibitOf('main', 'gains');
    expect(exhibit?.series[0]?.points[0]).toMatchObject({ value: expect.closeTo(1, 12), samples: 8 });
  });

  it('of agreement are made of ratings where there are some', async () => {
    const score = DimensionAgreement.fromPartial({
      dimension: 'score',
      items: 40,
      judge: [
        { measure: 'kappa', value: 0.6, low: 0.4, high: 0.7 },
        { measure: 'pearson', value: 0.9 },
      ],
    });
    const rated: Found = { ...FOUND, agreement: () => Promise.resolve([score]) };
    const [exhibit] = await knownExperiment('name', 'agreement').exhibits(STUDY, rated);
    expect(exhibit?.title).not.toContain('nobody');
    expect(exhibit?.series.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
      ['gpt-4o on vanilla', [0.6, undefined, 0.9, undefined]],
      ['gpt-4o on context-rich', [0.6, undefined, 0.9, undefined]],
      ['judge, published', [0.688, undefined, 0.92, undefined]],
    ]);
    const [without] = await knownExperiment('name', 'agreement').exhibits(STUDY, FOUND);
    expect(without?.title).toContain('nobody has rated these answers yet');
  });

  it('of one choice of attributes are read from the answers to all of them', async () => {
    const exhibit = await exhibitOf('selection', 'strategies');
    // Only one scenario has a planned path.
    expect(exhibit?.series[0]?.points.map(({ samples }) => samples)).toEqual([8, 8, 8, 1, 8]);
  });
});

describe('published numbers', () => {
  it('are found by the last part of a model id, in its usual spellings', () => {
    expect(publishedModel('openai/gpt-4o')?.vanilla.at(-1)).toBe(2.94);
    expect(publishedModel('Qwen/Qwen2.5-7B-Instruct')?.questions.agent).toBe(2.66);
    expect(publishedModel('gpt-4o-mini')).toBeUndefined();
  });

  it('have means over the six models that agree with those that the paper states, to its rounding', () => {
    expect(publishedMean('vanilla', 7)).toBeCloseTo(2.86, 2);
    expect(publishedMean('agent', 7)).toBeCloseTo(3.56, 2);
    expect(publishedMean('planner', 7)).toBeCloseTo(3.77, 2);
  });
});
