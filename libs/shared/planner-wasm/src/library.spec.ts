import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  carriedWeights,
  carryAfter,
  finishedSearch,
  fitLibrary,
  restoreLibraryFit,
  type FinishedSearch,
  type LibraryFit,
} from './library.ts';
import { createSearch, restoreSearch, type Question, type Search } from './search.ts';
import { createWorld, type WorldProblem } from './world.ts';

const ATTRIBUTES = 6;
const PLANNER = 'path-kg';
const PROBLEM = { attributes: ATTRIBUTES, depth: 3, budget: 24 };
const WORLD = { attributes: ATTRIBUTES, sharedShare: 1 };

/** Answers from a simulated problem; the same question of a seed always gets the same answer. */
function answer(truth: WorldProblem, seed: bigint, question: Question) {
  const { id } = question;
  if (question.kind === 'rank') {
    return { kind: 'weights', id, weights: [...truth.prior(question.state, 'good')] } as const;
  }
  const { risk, empathy, alignment } = truth.observe(question.subset, (seed << 32n) | BigInt(id));
  return { kind: 'reward', id, reward: (risk + empathy + alignment) / 3 } as const;
}

function finish(search: Search, truth: WorldProblem, seed: bigint, batch = 8): void {
  while (!search.finished) search.tell(search.ask(batch).map((question) => answer(truth, seed, question)));
}

/** A finished search of the world's problem with that seed, put together as whoever drives searches does. */
function finished(seed: bigint): FinishedSearch {
  using world = createWorld(WORLD);
  using truth = world.problem({ seed });
  using search = createSearch({ ...PROBLEM, seed }, PLANNER);
  const [evaluations, rankings] = [[], []] as [
    { subset: bigint; reward: number }[],
    { state: bigint; weights: number[] }[],
  ];
  while (!search.finished) {
    for (const question of search.ask(8)) {
      const told = answer(truth, seed, question);
      search.tell([told]);
      if (question.kind === 'rank' && told.kind === 'weights') {
        rankings.push({ state: question.state, weights: [...told.weights] });
      } else if (question.kind === 'evaluate' && told.kind === 'reward') {
        evaluations.push({ subset: question.subset, reward: told.reward });
      }
    }
  }
  const context = { domain: `${truth.domain}`, embedding: Float32Array.from(truth.embedding()) };
  return finishedSearch(context, { ...PROBLEM, known: 0n, forbidden: 0n }, { evaluations, rankings });
}

const library = Array.from({ length: 24 }, (_, index) => finished(BigInt(index)));
const stored = fitLibrary(library).save();

function withFit<T>(use: (fit: LibraryFit) => T): T {
  using fit = restoreLibraryFit(stored);
  return use(fit);
}

const embeddings = fc
  .array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 })
  .map((numbers) => Float32Array.from(numbers));
const carries = fc.array(fc.double({ min: -5, max: 0, noNaN: true }), { minLength: 3, maxLength: 3 });
const seeds = fc.bigInt(0n, 2n ** 32n - 1n);

describe('a fitted library', () => {
  it('says the same after it was stored', () => {
    using fresh = fitLibrary(library);
    fc.assert(
      fc.property(
        fc.constantFrom('0', '3', 'never seen'),
        embeddings,
        carries,
        (domain, embedding, carry) => {
          const context = { domain, embedding };
          withFit((fit) => {
            expect(fit.prior(context, carry)).toEqual(fresh.prior(context, carry));
          });
        },
      ),
      { numRuns: 20 },
    );
    withFit((fit) => {
      expect(fit.report()).toEqual(fresh.report());
      expect(fit.save()).toEqual(stored);
    });
  });

  it('reports what was learned in numbers and words', () => {
    const report = withFit((fit) => fit.report());
    expect(report.searches).toBe(library.length);
    expect(report.sharing.map(({ group }) => group)).toEqual([
      'constant',
      'saturation',
      'main',
      'pair',
      'prior',
    ]);
    for (const { share, deviation } of report.sharing) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(deviation).toBeGreaterThan(0);
    }
    expect(report.noise).toBeGreaterThan(0);
    expect(report.summary).toMatch(/^24 searches\. /);
  });

  it('refuses damaged and foreign bytes and never breaks on them', () => {
    using search = createSearch(PROBLEM, PLANNER);
    const prior = withFit((fit) => fit.prior({ domain: '1', embedding: new Float32Array(8) }));
    for (const bytes of [new Uint8Array(), search.save(), prior, stored.subarray(0, -1)]) {
      expect(() => restoreLibraryFit(bytes)).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
    }
    fc.assert(
      fc.property(fc.nat(stored.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bytes = Uint8Array.from(stored);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        expect(() => restoreLibraryFit(bytes)).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
      }),
      { numRuns: 30 },
    );
    expect(() => createSearch(PROBLEM, PLANNER, {}, stored)).toThrow(/not an intact prior/);
    expect(() => createSearch({ ...PROBLEM, attributes: 7 }, PLANNER, {}, prior)).toThrow(/6 attributes/);
    expect(() => createSearch(PROBLEM, 'uct', {}, prior)).toThrow(/does not learn from finished searches/);
  });

  it('says which number of a search, a query or a carry is wrong', () => {
    const [first, second] = library;
    if (first === undefined || second === undefined) throw new Error('no library');
    const broken = (change: Partial<FinishedSearch>) => () => fitLibrary([first, { ...second, ...change }]);
    expect(() => fitLibrary([])).toThrow(/library: is empty/);
    expect(broken({ embedding: new Float32Array(7) })).toThrow(
      /library\[1\]\.embedding: has 7 numbers, must have 8/,
    );
    expect(broken({ embedding: new Float32Array(8).fill(Number.NaN) })).toThrow(
      /\[1\]\.embedding: has a number/,
    );
    expect(broken({ rewards: second.rewards.map(() => Number.NaN) })).toThrow(/\[1\]\.evaluations\[0\]/);
    expect(broken({ rewards: second.rewards.map(() => 5.5) })).toThrow(/\[1\]\.evaluations\[0\].*5\.5/);
    expect(broken({ rewards: second.rewards.slice(1) })).toThrow(/\[1\].*do not fit together/);
    expect(broken({ weights: second.weights.map(() => 0) })).toThrow(/\[1\]\.rankings\[0\]/);
    expect(broken({ known: -1n })).toThrow(/\[1\]\.known/);
    expect(broken({ attributes: 5 })).toThrow(/\[1\]/);
    withFit((fit) => {
      const embedding = new Float32Array(8);
      expect(() => fit.prior({ domain: '', embedding: new Float32Array(2) })).toThrow(/embedding: must be 8/);
      expect(() => fit.prior({ domain: '', embedding }, [0, 1, 0])).toThrow(/carry: 1 is not in -5\.\.0/);
      expect(() => fit.prior({ domain: '', embedding }, [0, 0])).toThrow(/carry: has 2 numbers, must have 3/);
    });
    const model = { name: 'library', weight: 1, logEvidence: Number.NaN };
    expect(() => carryAfter([], [model, model, model])).toThrow(/evidence/);
  });

  it('never breaks on extreme evaluations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 5, 3), { minLength: 1, maxLength: 20 }),
        fc.double({ min: -1e30, max: 1e30, noNaN: true }),
        (rewards, place) => {
          const searches = [0, 1, 2].map((index) =>
            finishedSearch(
              { domain: '', embedding: Float32Array.of(place * index, place) },
              { ...PROBLEM, known: 0n, forbidden: 0n },
              { evaluations: rewards.map((reward) => ({ subset: 0b101n, reward })), rankings: [] },
            ),
          );
          using fit = fitLibrary(searches);
          const prior = fit.prior({ domain: '', embedding: Float32Array.of(1e30, -1e30) });
          createSearch(PROBLEM, PLANNER, {}, prior).close();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('a search with a library', () => {
  const begin = (seed: bigint, embedding: Float32Array, carry: number[], parameters = {}) => {
    const prior = withFit((fit) => fit.prior({ domain: '2', embedding }, carry));
    return createSearch({ ...PROBLEM, seed }, PLANNER, parameters, prior);
  };
  const played = (search: Search, seed: bigint, batch = 8) => {
    using world = createWorld(WORLD);
    using truth = world.problem({ seed });
    using whole = search;
    finish(whole, truth, seed, batch);
    return { trace: whole.trace(), path: whole.bestPath(), models: whole.modelWeights() };
  };

  it('gives the same trace from the same seed, and goes on from its saved bytes as if it had not stopped', () => {
    fc.assert(
      fc.property(
        seeds,
        embeddings,
        carries,
        fc.integer({ min: 1, max: 8 }),
        (seed, embedding, carry, batch) => {
          const whole = played(begin(seed, embedding, carry), seed, batch);
          expect(played(begin(seed, embedding, carry), seed, batch)).toEqual(whole);
          using world = createWorld(WORLD);
          using truth = world.problem({ seed });
          let part = begin(seed, embedding, carry);
          while (!part.finished) {
            part.ask(batch);
            const saved = part.save();
            part.close();
            part = restoreSearch(saved);
            part.tell(part.openQuestions().map((question) => answer(truth, seed, question)));
          }
          expect({ trace: part.trace(), path: part.bestPath(), models: part.modelWeights() }).toEqual(whole);
          part.close();
        },
      ),
      { numRuns: 5 },
    );
  });

  it('is a search without, bit for bit, when useLibrary is false', () => {
    fc.assert(
      fc.property(seeds, embeddings, (seed, embedding) => {
        const off = played(begin(seed, embedding, [0, -1, -2], { useLibrary: false }), seed);
        expect(off).toEqual(played(createSearch({ ...PROBLEM, seed }, PLANNER), seed));
        expect(off.models).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('weighs three models and hands their weights on to the next search', () => {
    const { models } = played(begin(5n, new Float32Array(8), []), 5n);
    expect(models.map(({ name }) => name)).toEqual(['library', 'widened', 'handSet']);
    expect(models.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    const carry = carryAfter([], models);
    expect(Math.max(...carry)).toBe(0);
    expect(Math.min(...carry)).toBeGreaterThanOrEqual(-5);
    const weights = carriedWeights(carry);
    expect(weights.map(({ name }) => name)).toEqual(['library', 'widened', 'handSet']);
    expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    const heaviest = models.toSorted((a, b) => b.logEvidence - a.logEvidence)[0];
    expect(weights.toSorted((a, b) => b.weight - a.weight)[0]?.name).toBe(heaviest?.name);
  });
});

describe('costs of attributes', () => {
  it('keep a dear attribute off the path where others are about as good', () => {
    const path = (costs: number[]) => {
      using search = createSearch({ ...PROBLEM, costs }, PLANNER, { tolerance: 0 });
      while (!search.finished) {
        search.tell(
          search
            .ask(8)
            .map((question) =>
              question.kind === 'rank'
                ? { kind: 'weights', id: question.id, weights: Array.from({ length: ATTRIBUTES }, () => 1) }
                : { kind: 'reward', id: question.id, reward: 3 },
            ),
        );
      }
      return search.bestPath().steps.map(({ attribute }) => attribute);
    };
    expect(path([0, 4, 0, 4, 0, 4])).toEqual(expect.arrayContaining([0, 2, 4]));
  });

  it('are refused by planners that do not weigh them, and out of their range', () => {
    expect(() => createSearch({ costs: Array.from({ length: 10 }, () => 0.1) }, 'uct')).toThrow(
      /problem\.costs/,
    );
    expect(() => createSearch({ costs: [1] }, PLANNER)).toThrow(/problem\.costs: 1 costs for 10/);
    expect(() => createSearch({ attributes: 1, costs: [5] }, PLANNER)).toThrow(
      /problem\.costs\[0\]: 5 is not in/,
    );
  });
});
