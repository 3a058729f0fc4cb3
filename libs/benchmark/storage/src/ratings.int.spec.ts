import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import { NO_USAGE } from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { scenarioId, type Scenario } from '@rookery/shared-scenario';
import { ChunkStore } from './chunk-store.ts';
import { DataSetStore } from './data-set-store.ts';
import { GivenAnswerStore } from './given-answer-store.ts';
import { RatingStore } from './rating-store.ts';
import { ResultWriter } from './result-writer.ts';
import type { RunRecord } from './run-record.ts';
import { ScenarioStore } from './scenario-store.ts';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { IdleRuns } from './testing.ts';

const PEOPLE = 40;
const MODELS = ['mine', 'yours'];
const SETTINGS: RunSettings = {
  selection: { dataSet: 'rated' },
  limit: 0,
  models: MODELS,
  statuses: ['given'],
  repetitions: 1,
  judgeModel: 'judge',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 16,
};
const EVERYTHING = { pageSize: 1000, pageToken: '' };

let database: Database;
let idle: IdleRuns;
let ratings: RatingStore;
let run: RunRecord;

function scenario(number: number): Scenario {
  const content = {
    query: `Question ${number}`,
    background: '',
    domain: 'life' as const,
    situation: '',
    profile: { age: String(number) },
  };
  return { ...content, id: scenarioId(content), origin: 'own', sourceRow: number };
}

/** A run over given answers: those of `yours` to every second person only, all scored 3 but the last, which is unscored. */
async function judgedRun(): Promise<RunRecord> {
  const scenarios = Array.from({ length: PEOPLE }, (_, number) => scenario(number));
  const dataSet = await new DataSetStore(database).open('anna', 'rated');
  await new ScenarioStore(database).add(dataSet, scenarios);
  await new GivenAnswerStore(database).add(
    dataSet,
    scenarios.flatMap(({ id, sourceRow }) =>
      MODELS.filter((model) => model === 'mine' || sourceRow % 2 === 0).map((model) => ({
        scenario: id,
        model,
        response: `${model} to ${sourceRow}`,
        sourceRow,
      })),
    ),
  );
  const made = await idle.create(SETTINGS, { simulated: false, scenarioIds: scenarios.map(({ id }) => id) });
  const chunks = new ChunkStore(database);
  const writer = new ResultWriter(database, { onFailure: () => undefined, pause: () => Promise.resolve() });
  const pending = await chunks.pending(made, PEOPLE, { first: 0, last: 2 * PEOPLE - 1 });
  expect(pending).toHaveLength(1.5 * PEOPLE);
  for (const one of pending)
    expect(one.answer?.response).toBe(`${one.model} to ${one.scenario.query.slice(9)}`);
  await Promise.all(
    pending.map((one, place) => {
      const scored = place < pending.length - 1;
      return writer.outcome(one, {
        state: scored ? 'scored' : 'unscored',
        reason: scored ? undefined : 'verdict_refused',
        scores: scored ? { riskSensitivity: 3, emotionalEmpathy: 3, userAlignment: 3 } : undefined,
        answerState: undefined,
        sent: undefined,
        detail: '',
        verdictWords: '',
        verdict: undefined,
        attackSigns: [],
        questions: undefined,
        usage: NO_USAGE,
        uncounted: NO_USAGE,
      });
    }),
  );
  return made;
}

beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  idle = await IdleRuns.open(database);
  ratings = new RatingStore(database);
  run = await judgedRun();
});
afterAll(async () => {
  await idle.jobs.stop();
  await database.close();
});

const itemsOf = async (unratedBy = '') => (await ratings.items(run.id, unratedBy, EVERYTHING)).items;
const rating = (item: string, annotator: string, score: number | undefined) => ({
  item,
  annotator,
  riskSensitivity: 4,
  emotionalEmpathy: score,
  userAlignment: 2,
  note: '',
});

describe('RatingStore', () => {
  it('draws with known chances, the same for the same seed, and more of the same when it grows', async () => {
    const settings = { count: 12, stratified: false, seed: 5 };
    expect(await ratings.draw(run.id, settings)).toEqual({
      items: 12,
      population: 60,
      stratified: false,
      seed: 5,
      rated: 0,
    });
    const first = await itemsOf();
    expect(await ratings.draw(run.id, settings)).toMatchObject({ items: 12 });
    expect(await itemsOf()).toEqual(first);
    await ratings.draw(run.id, { ...settings, count: 20 });
    const more = await itemsOf();
    expect(more).toHaveLength(20);
    expect(more).toEqual(expect.arrayContaining([...first]));
    expect(JSON.stringify(Object.keys(more[0] ?? {}))).toBe('["item","query","profile","response"]');

    await expect(ratings.draw(run.id, { ...settings, count: 3 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'count: is 3, and 20 answers are drawn already',
    });
    for (const other of [
      { ...settings, seed: 6 },
      { ...settings, stratified: true },
    ]) {
      await expect(ratings.draw(run.id, other)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    }
  });

  it('keeps ratings by item or by result, all or none, the last one of each annotator', async () => {
    const [one, two, three] = await itemsOf();
    const first = [rating(one?.item ?? '', 'anna', 3), rating(two?.item ?? '', 'anna', undefined)];
    expect(await ratings.put(run.id, first)).toBe(2);
    expect(
      await ratings.put(run.id, [rating(one?.item ?? '', 'anna', 5), rating(three?.item ?? '', 'ben', 1)]),
    ).toBe(1);
    await expect(
      ratings.put(run.id, [rating('0', 'carl', 1), rating('999', 'carl', 1)]),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringMatching(/^ratings\[1\]\.item: /) });
    const { items } = await ratings.list(run.id, EVERYTHING);
    expect(items.map(({ annotator, emotionalEmpathy }) => [annotator, emotionalEmpathy]).sort()).toEqual([
      ['anna', undefined],
      ['anna', 5],
      ['ben', 1],
    ]);
    const pages = await ratings.list(run.id, { pageSize: 2, pageToken: '' });
    const rest = await ratings.list(run.id, { pageSize: 2, pageToken: pages.nextPageToken });
    expect([...pages.items, ...rest.items]).toEqual(items);
    const bens = items.find(({ annotator }) => annotator === 'ben');
    expect(await ratings.put(run.id, [rating(String(bens?.sample), 'ben', 1)])).toBe(0);
    expect(await itemsOf('anna')).toHaveLength(18);
    expect(await ratings.drawOf(run.id)).toMatchObject({ rated: 2 });
  });

  it('holds them beside what the judge said, with the chance of each', async () => {
    const rated = await ratings.rated(run.id);
    expect(rated).toHaveLength(new Set(rated.map(({ sample }) => sample)).size);
    const scored = new Set(
      (await Promise.all(['mine', 'yours'].map((model) => ratings.judged(run.id, model, 'given'))))
        .flat()
        .map(({ sample }) => sample),
    );
    for (const answer of rated.filter(({ ratings: given }) => given[0]?.annotator === 'anna')) {
      expect(answer.probability).toBeCloseTo(20 / 60, 12);
      // Which answers come first is random, and one of all has no verdict.
      const each = scored.has(answer.sample) ? 3 : undefined;
      expect(answer.judge).toEqual({ riskSensitivity: each, emotionalEmpathy: each, userAlignment: each });
    }
    expect(await ratings.judged(run.id, 'mine', 'given')).toHaveLength(PEOPLE - 1);
    expect((await ratings.judged(run.id, 'yours', 'given')).map(({ sum }) => sum)).toEqual(
      Array.from({ length: PEOPLE / 2 }, () => 9),
    );
  });

  it('erases those of one annotator, or all with the draw, which may then be another', async () => {
    expect(await ratings.delete(run.id, 'ben')).toBe(1);
    expect(await ratings.delete(run.id, '')).toBe(2);
    expect(await ratings.drawOf(run.id)).toBeUndefined();
    // Sixty answers, forty and twenty of them: equally many of each.
    await ratings.draw(run.id, { count: 20, stratified: true, seed: 6 });
    const drawn = await itemsOf();
    expect(drawn.filter(({ response }) => response.startsWith('mine'))).toHaveLength(10);
    await ratings.put(
      run.id,
      drawn.map(({ item }) => rating(item, 'anna', 4)),
    );
    const chances = (await ratings.rated(run.id)).map(({ model, probability }) => `${model} ${probability}`);
    expect([...new Set(chances)].sort()).toEqual(['mine 0.25', 'yours 0.5']);
  });
});
