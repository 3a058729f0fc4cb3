import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentSettings } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { Holding } from '@rookery/shared-holding';
import { scenarioId, type Scenario } from '@rookery/shared-scenario';
import { ChunkStore, type PendingSample } from '../chunk-store.ts';
import { Contents } from '../contents/contents.ts';
import { DataSetStore } from '../data-set-store.ts';
import type { SampleOutcome } from '../result-rows.ts';
import { ResultWriter } from '../result-writer.ts';
import type { RunRecord } from '../run-record.ts';
import { ScenarioStore } from '../scenario-store.ts';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from '../schema/benchmark-schema.ts';
import { IdleRuns } from '../testing.ts';
import { SCORED as OF_A_SAMPLE, SETTINGS } from '../testing/stored-benchmark.ts';
import { knownScenarios } from './known-scenarios.ts';
import { benchmarkPlaces } from './places.ts';

const POSITIONS = 5;
const NOTHING = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 };
const SCORED: SampleOutcome = {
  ...OF_A_SAMPLE,
  verdictWords: 'she says canary',
  usage: NOTHING,
  uncounted: NOTHING,
};
const ANSWER = {
  response: 'canary, take your time',
  asked: [],
  usage: NOTHING,
  state: 'whole' as const,
  serverReason: 'stop',
  sent: SentSettings.fromPartial({}),
};

let database: Database;
let contents: Contents;
let runs: IdleRuns;
let scenarios: Scenario[];
let writer: ResultWriter;
beforeAll(async () => {
  database = await testDatabase();
  contents = new Contents(database);
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  runs = await IdleRuns.open(database);
  writer = new ResultWriter(database, { onFailure: () => undefined, pause: () => Promise.resolve() });
  scenarios = Array.from({ length: POSITIONS }, (_, number) => {
    const content = {
      query: `Question ${number}`,
      background: '',
      domain: 'life' as const,
      situation: '',
      profile: { age: String(20 + number) },
    };
    return { ...content, id: scenarioId(content), origin: 'own', sourceRow: number };
  });
}, 60_000);
afterAll(async () => {
  await runs.jobs.stop();
  await database.close();
});

/** A run of all scenarios by an owner who has them in a data set. */
async function runOf(owner: string): Promise<RunRecord> {
  const dataSet = await new DataSetStore(database).open(owner, 'all');
  await new ScenarioStore(database).add(dataSet, scenarios);
  const content = { simulated: true, scenarioIds: scenarios.map(({ id }) => id) };
  return runs.create(SETTINGS, content, { owner });
}

const pendingOf = (run: RunRecord): Promise<readonly PendingSample[]> =>
  new ChunkStore(database).pending(run, POSITIONS, { first: 0, last: POSITIONS * 8 - 1 });

describe('samples of a person who was erased', () => {
  it('are gone, leave the counters right, and do not come back with what was under way', async () => {
    const [run, others] = [await runOf('anna'), await runOf('ben')];
    const [person] = scenarios;
    const id = person?.id ?? '';
    const all = await pendingOf(run);
    expect(all).toHaveLength(40);
    const theirs = all.filter(({ scenario }) => scenario.id === id);
    expect(theirs).toHaveLength(8);
    // One is judged, one has an answer, the others are under way; and as much of somebody else.
    for (const sample of [theirs[0], all.find(({ scenario }) => scenario.id !== id)]) {
      if (sample === undefined) throw new Error('no sample');
      await writer.answer(sample, ANSWER);
      await writer.outcome(sample, SCORED);
    }
    await writer.answer(theirs[1] as PendingSample, ANSWER);
    await writer.outcome((await pendingOf(others))[0] as PendingSample, SCORED);

    const tenant = 'anna';
    const known = await knownScenarios({ database, contents }, [id], { tenant, sameProfile: false });
    const holding = new Holding({ database, places: benchmarkPlaces(contents) });
    const who = { tenant, endUser: '', sessions: [], ...known };
    const asked = {
      ...who,
      scenarios: [...who.scenarios],
      profiles: [...who.profiles],
      queries: [...who.queries],
    };
    const { places } = await holding.erase(asked);
    expect(places.filter(({ rows }) => rows > 0).map(({ place, rows }) => [place, rows])).toEqual([
      ['benchmark.outcome', 1],
      ['benchmark.answer', 2],
      ['benchmark.run_scenario', 1],
      ['benchmark.data_set_scenario', 1],
    ]);

    const late = theirs[2] as PendingSample;
    expect(await writer.answer(late, ANSWER)).toBe(false);
    expect(await writer.outcome(late, SCORED)).toBe(false);
    expect(await writer.outcome(theirs[1] as PendingSample, SCORED)).toBe(false);
    const left = await pendingOf(run);
    expect(left).toHaveLength(31);
    expect(left.some(({ scenario }) => scenario.id === id)).toBe(false);
    const seen = await runs.jobs.get({ owner: 'anna' }, run.id);
    expect(seen.progress).toMatchObject({ samplesTotal: 32, samplesDone: 1 });
    const { places: again } = await holding.find(asked);
    expect(again.filter(({ rows }) => rows > 0)).toEqual([]);

    // What another tenant holds of the same scenario stays.
    expect((await pendingOf(others)).some(({ scenario }) => scenario.id === id)).toBe(true);
    const theirsStill = await runs.jobs.get({ owner: 'ben' }, others.id);
    expect(theirsStill.progress).toMatchObject({ samplesTotal: 40, samplesDone: 1 });
  });

  it('are those of everybody, of all that was derived and of the same profile, where that is wanted', async () => {
    const [, base] = scenarios;
    if (base === undefined) throw new Error('no scenario');
    const twin = { ...base, query: 'Question 1, a twin', twinOf: base.id };
    const same = { ...base, query: 'Another question of the same person' };
    const added = [twin, same].map((content) => ({ ...content, id: scenarioId(content) }));
    const dataSet = await new DataSetStore(database).open('anna', 'more');
    await new ScenarioStore(database).add(dataSet, added);
    const known = (sameProfile: boolean, tenant: string | undefined) =>
      knownScenarios({ database, contents }, [base.id], { tenant, sameProfile });
    expect((await known(false, 'anna')).scenarios.toSorted()).toEqual([base.id, added[0]?.id].toSorted());
    expect((await known(true, 'anna')).scenarios).toHaveLength(3);
    // Ben has neither.
    expect((await known(true, 'ben')).scenarios).toEqual([base.id]);
    const { profiles, queries, scenarios: ids } = await known(true, undefined);
    const everybody = { tenant: undefined, endUser: '', sessions: [] };
    const holding = new Holding({ database, places: benchmarkPlaces(contents) });
    await holding.erase({
      ...everybody,
      scenarios: [...ids],
      profiles: [...profiles],
      queries: [...queries],
    });
    const { rows } = await database.pool.query('SELECT FROM benchmark.scenario WHERE id = ANY($1)', [ids]);
    expect(rows).toEqual([]);
  });
});
