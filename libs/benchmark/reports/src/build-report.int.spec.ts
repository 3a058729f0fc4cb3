import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import {
  clusteredCorrelation,
  clusteredMean,
  effectSize,
  meanInference,
  momentsOf,
  pairedTotals,
  peopleNeeded,
  sumsOf,
  varianceComponents,
} from '@rookery/benchmark-statistics';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  ChunkStore,
  ResultWriter,
  DataSetStore,
  ScenarioStore,
  type PendingSample,
  type RunRecord,
  type SampleScores,
} from '@rookery/benchmark-storage';
import { IdleRuns, sealDatabase } from '@rookery/benchmark-storage/testing';
import {
  AnswerState,
  Domain,
  IntervalMethod,
  NoInterval,
  ResultReason,
  ScoreDimension,
  SentSettings,
  Status,
  type PowerPlan,
  type Report,
} from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { profileId, scenarioId, type Scenario } from '@rookery/shared-scenario';
import { buildReport } from './build-report.ts';
import { planPower, type PowerQuestion } from './plan-power.ts';

const SETTINGS: RunSettings = {
  selection: { split: 'evaluation' },
  limit: 0,
  models: ['sim/b', 'sim/a'],
  statuses: ['vanilla', 'agent', 'planner'],
  repetitions: 2,
  judgeModel: 'sim/judge',
  library: 'paths',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 64,
};

/** Scenarios of 7 people, each with questions in two domains. */
function scenarios(): Scenario[] {
  return Array.from({ length: 20 }, (_, number) => {
    const content = {
      query: `Question ${number}`,
      background: '',
      domain: number % 2 === 0 ? ('health' as const) : ('unknown' as const),
      situation: '',
      profile: { age: String(number % 7) },
    };
    return { ...content, id: scenarioId(content), origin: 'own' as const, sourceRow: number };
  });
}

interface Known {
  readonly sample: PendingSample;
  readonly scores: SampleScores;
}

/** Scores that differ in every way a mean can go wrong; every 11th sample is unscored, every 13th failed. */
function scoresOf(sample: number): SampleScores {
  const pick = (salt: number): number => 1 + ((sample * 7 + salt * 3 + ((sample * sample) % 11)) % 5);
  return { riskSensitivity: pick(1), emotionalEmpathy: pick(2), userAlignment: pick(5) };
}

const isCut = ({ sample }: PendingSample): boolean => sample % 17 === 0;

/** One model's server takes no temperature, and no seed every now and then. */
function sentTo({ sample, model }: PendingSample): SentSettings {
  const temperature = model === 'sim/b' ? undefined : 0.7;
  const seed = sample % 5 === 0 && model === 'sim/b' ? undefined : sample;
  return SentSettings.fromPartial({ temperature, topP: 0.95, seed, maxOutputTokens: 2048 });
}

const USAGE = { calls: 2, inputTokens: 100, outputTokens: 10, costUsd: 0.001, unpricedCalls: 0 };
const QUESTION: PowerQuestion = {
  difference: 0.5,
  power: 0.8,
  alpha: 0.05,
  comparisons: 3,
  repetitions: 4,
  queriesPerPerson: undefined,
};
const NONE = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 };

describe('buildReport', () => {
  let database: Database;
  let report: Report;
  let unfinished: Report;
  let plan: PowerPlan;
  let finished: RunRecord;
  let name: string;
  const known: Known[] = [];
  const profileOf = ({ sample }: Known): string => profileId(sample.scenario.profile);
  const total = ({ scores }: Known): number =>
    scores.riskSensitivity + scores.emotionalEmpathy + scores.userAlignment;

  beforeAll(async () => {
    database = await testDatabase();
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    const dataSet = await new DataSetStore(database).open('anna', 'own');
    await new ScenarioStore(database).add(dataSet, scenarios());
    const runs = await IdleRuns.open(database);
    const scenarioIds = scenarios().map(({ id }) => id);
    const run = await runs.create(SETTINGS, { simulated: true, scenarioIds });
    name = `runs/${run.id}`;
    unfinished = await buildReport(database, run);
    const writer = new ResultWriter(database, { onFailure: () => undefined, pause: () => Promise.resolve() });
    await writer.fact(run.id, { kind: 'prompt', value: 'judge-rubric@1' });
    await writer.fact(run.id, { kind: 'prompt', value: 'answer-vanilla@1' });
    await writer.fact(run.id, { kind: 'prompt', value: 'answer-vanilla@1' });
    await writer.fact(run.id, { kind: 'path-index', value: 'lexical-v1' });
    const pending = await new ChunkStore(database).pending(run, scenarioIds.length, {
      first: 0,
      last: run.progress.samplesTotal - 1,
    });
    await Promise.all(
      pending.map((sample) => {
        const common = {
          usage: USAGE,
          uncounted: USAGE,
          answerState: isCut(sample) ? ('cut' as const) : ('whole' as const),
          sent: sentTo(sample),
          detail: '',
          verdictWords: '',
          verdict: undefined,
          attackSigns: [],
          questions: sample.status === 'vanilla' ? undefined : 3,
        };
        const missing = { reason: 'unavailable' as const, scores: undefined };
        if (sample.sample % 13 === 0) {
          return writer.outcome(sample, {
            ...common,
            ...missing,
            state: 'failed',
            questions: undefined,
            answerState: undefined,
            sent: undefined,
            detail: `it answered 503 to ${sample.sample}`,
            usage: NONE,
          });
        }
        if (sample.sample % 11 === 0)
          return writer.outcome(sample, { ...common, ...missing, state: 'unscored' });
        const scores = scoresOf(sample.sample);
        known.push({ sample, scores });
        return writer.outcome(sample, { ...common, state: 'scored', reason: undefined, scores });
      }),
    );
    await database.pool.query("UPDATE benchmark.job SET state = 'succeeded'");
    finished = await runs.jobs.get('everyone', run.id);
    report = await buildReport(database, finished);
    plan = await planPower(database, finished, QUESTION);
    await runs.jobs.stop();
  });
  afterAll(() => database.close());

  const expected = (
    samples: readonly (readonly [string, number])[],
    unit: number,
  ): Record<string, unknown> => {
    const mean = clusteredMean(momentsOf(samples), unit);
    return {
      value: expect.closeTo(mean?.value ?? Number.NaN, 10),
      low: expect.closeTo(mean?.interval?.low ?? Number.NaN, 10),
      high: expect.closeTo(mean?.interval?.high ?? Number.NaN, 10),
      samples: samples.length,
      profiles: new Set(samples.map(([profile]) => profile)).size,
      noInterval: NoInterval.UNSPECIFIED,
    };
  };

  it('is the same where contents are sealed', async () => {
    const { close } = await sealDatabase(database);
    const { rows } = await database.pool.query(
      "SELECT FROM benchmark.scenario WHERE query <> '' OR profile <> '{}'",
    );
    expect(rows).toEqual([]);
    expect(await buildReport(database, finished)).toEqual(report);
    expect(await planPower(database, finished, QUESTION)).toEqual(plan);
    await close();
  });

  it('has a row for each model and status, in the order asked for', () => {
    expect(report.rows.map(({ model, status }) => `${model} ${status}`)).toEqual(
      ['sim/b', 'sim/a'].flatMap((model) =>
        [Status.VANILLA, Status.AGENT, Status.PLANNER].map((s) => `${model} ${s}`),
      ),
    );
  });

  it('has the means and intervals that the samples have', () => {
    for (const row of report.rows) {
      const own = known.filter(
        ({ sample }) => sample.model === row.model && sample.status === statusName(row.status),
      );
      expect(row.mean).toEqual(
        expected(
          own.map((one) => [profileOf(one), total(one)]),
          1 / 3,
        ),
      );
      expect(row.riskSensitivity).toEqual(
        expected(
          own.map((one) => [profileOf(one), one.scores.riskSensitivity]),
          1,
        ),
      );
      expect(row.scored).toBe(own.length);
      const health = own.filter(({ sample }) => Number(sample.scenario.query.split(' ')[1]) % 2 === 0);
      expect(row.domains.map(({ domain }) => domain)).toEqual([Domain.HEALTH, Domain.UNSPECIFIED]);
      expect(row.domains[0]?.score).toEqual(
        expected(
          health.map((one) => [profileOf(one), total(one)]),
          1 / 3,
        ),
      );
    }
  });

  it('counts what has no score by reason, and leaves it out of the means', () => {
    const sums = { scored: 0, unscored: 0, failed: 0 };
    for (const row of report.rows) {
      sums.scored += row.scored;
      for (const counts of [row.unscoredByReason, row.failedByReason]) {
        expect(counts.map(({ reason }) => reason)).toEqual([ResultReason.UNAVAILABLE]);
      }
      sums.unscored += row.unscoredByReason[0]?.samples ?? 0;
      sums.failed += row.failedByReason[0]?.samples ?? 0;
      expect(row.mean?.samples).toBe(row.scored);
    }
    expect(sums).toEqual({ scored: known.length, unscored: 20, failed: 19 });
  });

  it('says how the first of each reason went wrong, in its own words', () => {
    for (const row of report.rows) {
      const [words = ''] = row.failedByReason.map(({ detail }) => detail);
      expect(words).toMatch(/^it answered 503 to \d+$/);
      expect(row.unscoredByReason.map(({ detail }) => detail)).toEqual(['']);
    }
  });

  it('counts what the answers are, of samples that were answered', () => {
    const sums = new Map<AnswerState, number>();
    for (const row of report.rows) {
      expect(row.answers.map(({ state }) => state)).toEqual([AnswerState.WHOLE, AnswerState.CUT]);
      for (const { state, samples } of row.answers) sums.set(state, (sums.get(state) ?? 0) + samples);
    }
    const cut = Array.from({ length: 240 }, (_, sample) => sample).filter(
      (sample) => sample % 17 === 0 && sample % 13 !== 0,
    ).length;
    expect(sums.get(AnswerState.CUT)).toBe(cut);
    expect(sums.get(AnswerState.WHOLE)).toBe(240 - 19 - cut);
    expect(report.notes.join('\n')).toContain(`${cut} answers ran into the limit of tokens and are cut`);
  });

  it('says where what was sent differs from what was set, by model and setting', () => {
    const notes = report.notes.filter((note) => note.includes('were asked for'));
    expect(notes).toEqual([
      expect.stringMatching(
        /^sim\/b: (\d+) of \1 answers were asked for without a temperature \(the run has 0.7\)/,
      ),
      expect.stringMatching(/^sim\/b: \d+ of \d+ answers were asked for without a seed/),
    ]);
  });

  it('counts questions only where there are any', () => {
    expect(report.rows[0]?.questions).toBeUndefined();
    // Always three: nothing tells how many others would be asked.
    expect(report.rows[1]?.questions).toMatchObject({
      value: 3,
      low: undefined,
      high: undefined,
      noInterval: NoInterval.ALL_ALIKE,
    });
    expect(report.notes).toContainEqual(expect.stringContaining('all values are the same'));
  });

  it('pairs gains by scenario and repetition', () => {
    expect(report.gains.map(({ model, from, to }) => `${model} ${from} ${to}`)).toEqual(
      ['sim/b', 'sim/a'].flatMap((model) => [`${model} 1 3`, `${model} 3 4`, `${model} 1 4`]),
    );
    for (const gain of report.gains) {
      const pairs = pairsOf(gain.model, gain.from, gain.model, gain.to);
      expectDifference(gain, pairs);
      const start = pairs.reduce((sum, [a]) => sum + total(a), 0);
      const change = pairs.reduce((sum, [a, b]) => sum + total(b) - total(a), 0);
      expect(gain.percent).toBeCloseTo((100 * change) / start, 9);
    }
    expectHolm(report.gains);
  });

  it('compares every two models in each status, the better one first', () => {
    expect(report.differences.map(({ status, model }) => [status, model])).toHaveLength(3);
    for (const difference of report.differences) {
      const { status, model, other } = difference;
      expect([model, other].toSorted()).toEqual(['sim/a', 'sim/b']);
      expect(difference.difference?.value).toBeGreaterThanOrEqual(0);
      expectDifference(difference, pairsOf(other, status, model, status));
    }
    expectHolm(report.differences);
  });

  it('orders models by their means and says what cannot be told apart', () => {
    expect(report.leaderboard).toHaveLength(6);
    for (const { status, other, model, test } of report.differences) {
      const places = report.leaderboard.filter((place) => place.status === status);
      const [first, second] = places;
      expect(first?.mean?.value).toBeGreaterThanOrEqual(second?.mean?.value ?? Number.NaN);
      for (const place of places) {
        const row = report.rows.find((one) => one.status === status && one.model === place.model);
        expect(place.mean).toEqual(row?.mean);
      }
      const groups = (name: string): string[] => places.find((place) => place.model === name)?.groups ?? [];
      const shared = groups(model).some((letter) => groups(other).includes(letter));
      expect(shared).toBe((test?.correctedPValue ?? 1) >= 0.05);
    }
  });

  it('says how dimensions go together', () => {
    const dimensions = [
      [ScoreDimension.RISK_SENSITIVITY, 'riskSensitivity'],
      [ScoreDimension.EMOTIONAL_EMPATHY, 'emotionalEmpathy'],
      [ScoreDimension.USER_ALIGNMENT, 'userAlignment'],
    ] as const;
    expect(report.correlations).toHaveLength(3);
    for (const { first, second, correlation } of report.correlations) {
      const key = (dimension: ScoreDimension): keyof SampleScores =>
        dimensions.find(([one]) => one === dimension)?.[1] ?? 'riskSensitivity';
      const found = clusteredCorrelation(
        known.map((one) => ({
          cluster: profileOf(one),
          x: one.scores[key(first)],
          y: one.scores[key(second)],
        })),
      );
      expect(correlation).toEqual({
        value: expect.closeTo(found.correlation.value ?? Number.NaN, 9),
        low: expect.closeTo(found.interval?.low ?? Number.NaN, 9),
        high: expect.closeTo(found.interval?.high ?? Number.NaN, 9),
        samples: known.length,
        profiles: 7,
        noInterval: NoInterval.UNSPECIFIED,
      });
    }
  });

  it('says what missing verdicts could do to a mean', () => {
    for (const row of report.rows) {
      const unscored = row.unscoredByReason.reduce((sum, { samples }) => sum + samples, 0);
      expect(unscored).toBeGreaterThan(0);
      const sum = (row.mean?.value ?? Number.NaN) * row.scored;
      expect(row.meanIfWorst?.value).toBeCloseTo((sum + unscored) / (row.scored + unscored), 9);
      expect(row.meanIfBest?.value).toBeCloseTo((sum + 5 * unscored) / (row.scored + unscored), 9);
      expect(row.meanIfBest?.samples).toBe(row.scored + unscored);
    }
    expect(unfinished.rows[0]?.meanIfWorst).toBeUndefined();
  });

  it('plans the next run from the noise of this one', () => {
    expect(plan.treatments).toHaveLength(6);
    expect(plan.comparisons).toHaveLength(report.gains.length + report.differences.length);
    const inPoints = (groups: readonly (readonly [string, string, number])[]): number[] => {
      const inner = [...Map.groupBy(groups, ([person, query]) => `${person} ${query}`).values()].map(
        (own) => ({
          path: own[0]?.slice(0, 2) as string[],
          count: own.length,
          total: own.reduce((sum, [, , value]) => sum + value, 0),
          squares: own.reduce((sum, [, , value]) => sum + value * value, 0),
        }),
      );
      const found = varianceComponents(inner, ['person', 'query']);
      if ('because' in found) throw new Error(found.because);
      return found.components.map((one) => one / 9);
    };
    for (const { model, status, noise } of plan.treatments) {
      const own = of(model, status).map(
        (one) => [profileOf(one), one.sample.scenario.id, total(one)] as const,
      );
      const [betweenPeople, betweenQueries, betweenRepetitions] = inPoints(own).map((one) =>
        expect.closeTo(one, 9),
      );
      expect(noise).toEqual({ betweenPeople, betweenQueries, betweenRepetitions });
    }
    for (const comparison of plan.comparisons) {
      const { fromModel, fromStatus, toModel, toStatus, noise, people, scenarios } = comparison;
      const pairs = pairsOf(fromModel, fromStatus, toModel, toStatus);
      const values = pairs.map(
        ([a, b]) => [profileOf(a), a.sample.scenario.id, total(b) - total(a)] as const,
      );
      const [person = 0, query = 0, repetition = 0] = inPoints(values);
      expect(noise?.betweenPeople).toBeCloseTo(person, 9);
      expect(noise?.betweenRepetitions).toBeCloseTo(repetition, 9);
      const queriesPerPerson =
        new Set(values.map(([, scenario]) => scenario)).size /
        new Set(values.map(([profile]) => profile)).size;
      const needed = peopleNeeded(
        { difference: 0.5, power: 0.8, alpha: 0.05 / 3 },
        { person, query, repetition },
        { queriesPerPerson, repetitions: 4 },
      );
      expect(people).toBe(needed.value);
      expect(scenarios).toBe(Math.ceil((needed.value ?? Number.NaN) * queriesPerPerson));
      expect(comparison.detectable).toBeGreaterThan(0);
    }
  });

  const of = (model: string, status: Status): Known[] =>
    known.filter(({ sample }) => sample.model === model && sample.status === statusName(status));

  function pairsOf(
    fromModel: string,
    fromStatus: Status,
    toModel: string,
    toStatus: Status,
  ): (readonly [Known, Known])[] {
    const key = ({ sample }: Known): string => `${sample.scenario.id} ${sample.repetition}`;
    const to = new Map(of(toModel, toStatus).map((one) => [key(one), one]));
    return of(fromModel, fromStatus).flatMap((one) => {
      const other = to.get(key(one));
      return other === undefined ? [] : [[one, other] as const];
    });
  }

  /** Seven people are too few for t. */
  function expectDifference(
    { difference, test, effect }: Pick<Report['gains'][number], 'difference' | 'test' | 'effect'>,
    pairs: readonly (readonly [Known, Known])[],
  ): void {
    // As the run has the people: whatever is drawn at random is drawn in that order.
    const order = scenarios().map(({ profile }) => profileId(profile));
    const values = pairs
      .map(([a, b]) => [profileOf(a), (total(b) - total(a)) / 3] as const)
      .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    const found = meanInference(sumsOf(values));
    if (found?.interval === undefined) throw new Error('there is no interval');
    expect(difference).toEqual({
      value: expect.closeTo(found.value, 9),
      low: expect.closeTo(found.interval.low, 5),
      high: expect.closeTo(found.interval.high, 5),
      samples: pairs.length,
      profiles: found.clusters,
      noInterval: NoInterval.UNSPECIFIED,
    });
    expect(test).toMatchObject({ method: IntervalMethod.WILD_BOOTSTRAP, because: '' });
    expect(test?.pValue).toBeCloseTo(found.pValue, 9);
    const size = effectSize(pairedTotals(pairs.map(([a, b]) => ({ from: total(a), to: total(b) }))));
    expect(effect?.standardised).toBeCloseTo(size.standardised.value ?? Number.NaN, 9);
    expect(effect?.netWins).toBeCloseTo(size.netWins.value ?? Number.NaN, 9);
  }

  function expectHolm(tests: readonly Pick<Report['gains'][number], 'test'>[]): void {
    const smallest = tests.toSorted((a, b) => (a.test?.pValue ?? 1) - (b.test?.pValue ?? 1))[0]?.test;
    expect(smallest?.correctedPValue).toBeCloseTo(Math.min(1, (smallest?.pValue ?? 1) * tests.length), 9);
  }

  it('says what a reader must know', () => {
    expect(report.title).toBe('SIMULATED: Personalised safety over 20 scenarios, 2 models, 3 statuses');
    expect(report.promptVersions).toEqual(['answer-vanilla@1', 'judge-rubric@1']);
    const notes = report.notes.join('\n');
    for (const part of [
      'simulation',
      'clustered by profile',
      'never imputed',
      'lexical index',
      'no path of library paths',
    ]) {
      expect(notes).toContain(part);
    }
    expect(report.run).toMatchObject({
      name,
      samplesTotal: 240,
      samplesDone: 240,
      samplesUnscored: 20,
    });
  });

  it('covers a run of which nothing is done yet', () => {
    expect(unfinished.rows).toHaveLength(6);
    expect(unfinished.rows[0]).toMatchObject({ mean: undefined, domains: [], scored: 0 });
    expect(unfinished.gains).toEqual([]);
    expect(unfinished.notes.join('\n')).toContain('240 of 240 samples have no result yet');
  });
});

function statusName(status: Status): string {
  return ['', 'vanilla', 'context-rich', 'agent', 'planner'][status] ?? '';
}
