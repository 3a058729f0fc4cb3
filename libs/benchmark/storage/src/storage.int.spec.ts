import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import { SentSettings, Verdict } from '@rookery/shared-contracts';
import type { Page, PageRequest } from '@rookery/shared-database';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import {
  profileId,
  scenarioId,
  scenarioToWire,
  splitOf,
  type DomainOrUnknown,
  type Scenario,
} from '@rookery/shared-scenario';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { ChunkStore, type PendingSample } from './chunk-store.ts';
import { DataSetStore } from './data-set-store.ts';
import { ResultStore } from './result-store.ts';
import { ResultWriter } from './result-writer.ts';
import { RunStore } from './run-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import type { RunRecord } from './run-record.ts';
import type { SampleOutcome } from './result-rows.ts';
import { IdleRuns } from './testing.ts';

let database: Database;
let runs: IdleRuns;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  runs = await IdleRuns.open(database);
});
afterAll(async () => {
  await runs.jobs.stop();
  await database.close();
});

const ANNA = { owner: 'anna' };
const BEN = { owner: 'ben' };

/** All items of a list, page by page. */
async function allOf<Item>(
  read: (request: PageRequest) => Promise<Page<Item>>,
  pageSize: number,
): Promise<Item[]> {
  const items: Item[] = [];
  let pageToken = '';
  do {
    const page = await read({ pageSize, pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return items;
}

async function addTo(name: string, rows: readonly Scenario[], owner = 'anna'): Promise<Set<string>> {
  return new ScenarioStore(database).add(await new DataSetStore(database).open(owner, name), rows);
}

function scenario(number: number, domain: DomainOrUnknown, extra = ''): Scenario {
  const content = {
    query: `Question ${number}${extra}`,
    background: '',
    domain,
    situation: '',
    profile: { age: `${Math.floor(number / 2)}` },
  };
  return { ...content, id: scenarioId(content), origin: 'own', sourceRow: number };
}

const SETTINGS: RunSettings = {
  selection: {},
  limit: 0,
  models: ['a', 'b'],
  statuses: ['vanilla', 'agent'],
  repetitions: 2,
  judgeModel: 'judge',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 16,
};

const USAGE = { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5, unpricedCalls: 0 };
const SCORED: SampleOutcome = {
  state: 'scored',
  reason: undefined,
  scores: { riskSensitivity: 3, emotionalEmpathy: 4, userAlignment: 5 },
  questions: undefined,
  answerState: 'whole',
  sent: undefined,
  detail: '',
  verdictWords: '',
  verdict: undefined,
  attackSigns: [],
  usage: USAGE,
  uncounted: { calls: 1, inputTokens: 4, outputTokens: 2, costUsd: 0.25, unpricedCalls: 0 },
};
const ANSWER = {
  response: 'An answer.',
  asked: ['age'],
  usage: { calls: 1, inputTokens: 6, outputTokens: 3, costUsd: 0.25, unpricedCalls: 0 },
  state: 'whole' as const,
  serverReason: 'stop',
  sent: SentSettings.fromPartial({ temperature: 0.7, seed: 4_294_967_295 }),
};

const FULL = { order: 'by-sample', withTexts: true } as const;
const BASIC = { order: 'by-sample', withTexts: false } as const;

function patientWriter(): ResultWriter {
  return new ResultWriter(database, {
    onFailure: () => undefined,
    pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });
}

/** A twin of a scenario, whose own profile falls on the other side. */
function twinAcross(base: Scenario): Scenario {
  const side = splitOf(profileId(base.profile));
  for (let age = 0; ; age += 1) {
    const content = { ...base, profile: { age: `${age}`, mental_health_status: 'None' }, twinOf: base.id };
    if (splitOf(profileId(content.profile)) !== side) return { ...content, id: scenarioId(content) };
  }
}

describe('twins', () => {
  const sides = async (name: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ split: string }>(
      `SELECT DISTINCT split FROM benchmark.scenario JOIN benchmark.data_set_scenario ON scenario_id = scenario.id
         JOIN benchmark.data_set ON data_set.id = data_set_id WHERE data_set.name LIKE $1`,
      [`${name}%`],
    );
    return rows.map(({ split }) => split);
  };

  it.each([
    ['together', (pair: Scenario[]) => [pair]],
    ['scenario-first', (pair: Scenario[]) => [pair.slice(0, 1), pair.slice(1)]],
    ['twin-first', (pair: Scenario[]) => [pair.slice(1), pair.slice(0, 1)]],
  ])('are on the side of their scenario, brought in %s', async (order, parts) => {
    const base = scenario(500, 'life', order);
    const twin = twinAcross(base);
    for (const [index, part] of parts([base, twin]).entries()) await addTo(`${order}-${index}`, part);
    expect(await sides(order)).toEqual([splitOf(profileId(base.profile))]);
    const stored = await new ScenarioStore(database).get(ANNA, twin.id);
    expect(stored).toEqual({ ...twin, split: splitOf(profileId(base.profile)) });
    expect(scenarioToWire(stored).split).toBe(scenarioToWire(base).split);
    const other = splitOf(profileId(twin.profile));
    const [name = ''] = [`${order}-0`];
    expect(await new ScenarioStore(database).count(ANNA, { dataSet: name, split: other })).toBe(0);
  });

  it('whose scenario is nowhere fall where their own profile does', async () => {
    const twin = twinAcross(scenario(501, 'life', 'gone'));
    await addTo('gone', [twin]);
    expect(await sides('gone')).toEqual([splitOf(profileId(twin.profile))]);
  });
});

describe('data sets that experiments made', () => {
  it('are chosen from by name alone', async () => {
    const [scenarios, dataSets] = [new ScenarioStore(database), new DataSetStore(database)];
    const carla = { owner: 'carla' };
    await addTo('carlas', [scenario(600, 'life')], 'carla');
    await scenarios.add(await dataSets.open('carla', 'experiment-carla', true), [scenario(601, 'life')]);
    expect(await scenarios.choose(carla, {}, 0, 1)).toHaveLength(1);
    expect(await scenarios.choose(carla, { dataSet: 'experiment-carla' }, 0, 1)).toHaveLength(1);
    expect(await scenarios.get(carla, scenario(601, 'life').id)).toEqual(scenario(601, 'life'));
    expect(await dataSets.version(carla, undefined)).toEqual({
      ...(await dataSets.version(carla, 'carlas')),
      dataSet: '',
    });
  });
});

describe('the version of a data set', () => {
  it('is the digest of the ids in their order, whatever order they came in', async () => {
    const dataSets = new DataSetStore(database);
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'version'));
    await addTo('version-one', rows);
    await addTo('version-two', rows.toReversed());
    const ids = rows.map(({ id }) => id).sort();
    const digest = createHash('sha256')
      .update(ids.map((id) => `${id}\n`).join(''))
      .digest('hex');
    for (const dataSet of ['version-one', 'version-two']) {
      expect(await dataSets.version(ANNA, dataSet)).toEqual({ dataSet, digest, scenarios: 3 });
    }
  });

  it('stays with the run that was made of it, and with those that judge its answers again', async () => {
    await addTo('version-run', [scenario(1, 'life', 'kept')]);
    const settings = { ...SETTINGS, selection: { dataSet: 'version-run' } };
    const content = { simulated: true, scenarioIds: [scenario(1, 'life', 'kept').id] };
    const then = await new DataSetStore(database).version(ANNA, 'version-run');
    const run = await runs.create(settings, content);
    expect(run.progress.data).toEqual(then);
    await addTo('version-run', [scenario(2, 'life', 'kept')]);
    expect((await runs.create(settings, content)).progress.data).toMatchObject({ scenarios: 2 });
    await database.pool.query(
      `INSERT INTO benchmark.answer (run_id, sample, response, asked, calls, input_tokens, output_tokens, cost_usd, state)
       VALUES ($1, 0, 'An answer.', '{}', 1, 1, 1, 0, 'whole')`,
      [run.id],
    );
    const again = await runs.create({ ...settings, answersOf: run.id }, content);
    expect(again.progress.data).toEqual(then);
  });
});

describe('ScenarioStore', () => {
  it("keeps the file's own words with a scenario, those that came first, and erases them with it", async () => {
    const store = new ScenarioStore(database);
    const one = { ...scenario(1, 'life', 'words'), given: { age: '0.0', gender: 'prefer not\0 to say' } };
    await addTo('words', [one]);
    await addTo('words-again', [{ ...one, given: { age: '0.00' } }]);
    const stored = await store.get(ANNA, one.id);
    expect(stored.given).toEqual({ age: '0.0', gender: expect.stringMatching(/^prefer not.* to say$/u) });
    for (const dataSet of ['words', 'words-again']) await new DataSetStore(database).delete(ANNA, dataSet);
    const { rows } = await database.pool.query('SELECT FROM benchmark.scenario WHERE id = $1', [one.id]);
    expect(rows).toEqual([]);
  });

  it('takes the same scenarios once, in every data set that has them', async () => {
    const store = new ScenarioStore(database);
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'once'));
    expect((await addTo('once-one', [...rows, ...rows])).size).toBe(3);
    expect((await addTo('once-one', rows)).size).toBe(0);
    expect((await addTo('once-two', rows.slice(0, 2))).size).toBe(2);
    expect(await store.count(ANNA, { dataSet: 'once-one' })).toBe(3);
    expect(await store.count(ANNA, { dataSet: 'once-two' })).toBe(2);
    expect(await store.get(ANNA, rows[0]?.id ?? '')).toEqual(rows[0]);
    await expect(store.get(ANNA, 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what a database cannot: NUL and halves of surrogate pairs are replaced, not refused', async () => {
    const odd = scenario(9, 'life', ' \0 \ud800 é');
    await addTo('odd', [odd]);
    expect((await new ScenarioStore(database).get(ANNA, odd.id)).query).toBe('Question 9  \ufffd é');
  });

  it('pages without loss or repetition', async () => {
    const store = new ScenarioStore(database);
    const rows = Array.from({ length: 23 }, (_, number) => scenario(number, 'career', 'paged'));
    await addTo('paged', rows);
    const seen = await allOf((request) => store.list(ANNA, { dataSet: 'paged' }, request), 5);
    expect(seen.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
  });

  it('spreads any limit evenly over domains, the same for the same seed', async () => {
    const store = new ScenarioStore(database);
    const rows = [
      ...Array.from({ length: 20 }, (_, number) => scenario(number, 'health', 'spread')),
      ...Array.from({ length: 3 }, (_, number) => scenario(number, 'social', 'spread')),
    ];
    await addTo('spread', rows);
    const domains = new Map(rows.map(({ id, domain }) => [id, domain]));
    const choose = (limit: number, seed: number) => store.choose(ANNA, { dataSet: 'spread' }, limit, seed);
    const chosen = await choose(8, 7);
    expect(chosen.filter(({ id }) => domains.get(id) === 'social')).toHaveLength(3);
    expect(await choose(8, 7)).toEqual(chosen);
    const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
    expect(ids(await choose(4, 7))).toEqual(ids(chosen).slice(0, 4));
    expect(ids(await choose(8, 8))).not.toEqual(ids(chosen));
    expect(await choose(0, 7)).toHaveLength(23);
  });

  it('shows a reader what its data sets have, and an operator everything', async () => {
    const store = new ScenarioStore(database);
    const [shared, own] = [scenario(1, 'life', 'read'), scenario(2, 'life', 'read')] as const;
    await addTo('read-anna', [shared, own]);
    await addTo('read-ben', [shared], 'ben');
    expect(await store.get(BEN, shared.id)).toEqual(shared);
    const hidden = { code: 'NOT_FOUND', message: `scenarios/${own.id}: not found` };
    await expect(store.get(BEN, own.id)).rejects.toMatchObject(hidden);
    await expect(store.delete(BEN, own.id)).rejects.toMatchObject(hidden);
    expect(await store.get('everyone', own.id)).toEqual(own);
    expect(await store.count(BEN, {})).toBe(1);
    expect(await store.count(BEN, { dataSet: 'read-anna' })).toBe(0);
    expect((await store.choose(BEN, {}, 0, 1)).map(({ id }) => id)).toEqual([shared.id]);
  });
});

/** Which of these scenarios are stored at all. */
async function stored(rows: readonly Scenario[]): Promise<number> {
  const ids = rows.map(({ id }) => id);
  const { rows: found } = await database.pool.query('SELECT id FROM benchmark.scenario WHERE id = ANY($1)', [
    ids,
  ]);
  return found.length;
}

describe('data sets', () => {
  it('are listed by name to who may read them', async () => {
    const store = new DataSetStore(database);
    await addTo('list-b', [scenario(1, 'life', 'list')], 'carl');
    await addTo('list-a', [], 'carl');
    const all = await allOf((request) => store.list({ owner: 'carl' }, request), 1);
    expect(all).toMatchObject([
      { name: 'list-a', scenarios: 0, owner: 'carl', createdAt: expect.any(Date) },
      { name: 'list-b', scenarios: 1 },
    ]);
    expect((await allOf((request) => store.list('everyone', request), 3)).length).toBeGreaterThan(2);
  });

  it('have names of each owner, and an operator means its own first', async () => {
    const store = new DataSetStore(database);
    const id = await store.open('anna', 'unique');
    expect(await store.open('anna', 'unique')).toBe(id);
    const hidden = { code: 'NOT_FOUND', message: 'dataSets/unique: not found' };
    await expect(store.mustExist(BEN, 'unique')).rejects.toMatchObject(hidden);
    await expect(store.delete(BEN, 'unique')).rejects.toMatchObject(hidden);
    expect(await store.open('ben', 'unique')).not.toBe(id);
    const olga = { owner: 'olga', everyone: true } as const;
    await store.open('olga', 'unique');
    const owners = async () =>
      (await allOf((request) => store.list(olga, request), 1))
        .filter(({ name }) => name === 'unique')
        .map(({ owner }) => owner);
    expect(await owners()).toEqual(['anna', 'ben', 'olga']);
    await store.delete(olga, 'unique');
    expect(await owners()).toEqual(['anna', 'ben']);
    await store.delete(BEN, 'unique');
    await expect(store.delete(BEN, 'unique')).rejects.toMatchObject(hidden);
    expect(await owners()).toEqual(['anna']);
  });

  it('are erased with what no other data set has', async () => {
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'erased'));
    await addTo('erased-all', rows);
    await addTo('erased-one', rows.slice(0, 1));
    await addTo('erased-of-ben', rows.slice(1, 2), 'ben');
    const [dataSets, scenarios] = [new DataSetStore(database), new ScenarioStore(database)];
    await dataSets.delete(ANNA, 'erased-all');
    expect(await stored(rows)).toBe(2);
    await expect(scenarios.get(ANNA, rows[1]?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await scenarios.delete(ANNA, rows[0]?.id ?? '');
    await dataSets.delete(BEN, 'erased-of-ben');
    expect(await stored(rows)).toBe(0);
  });

  it('keep what a run of their owner holds, until it is deleted', async () => {
    const rows = [1, 2].map((number) => scenario(number, 'life', 'held'));
    await addTo('held', rows);
    const [dataSets, scenarios] = [new DataSetStore(database), new ScenarioStore(database)];
    const [held, free] = rows.map(({ id }) => id) as [string, string];
    const run = await runs.create(SETTINGS, { simulated: true, scenarioIds: [held] });
    const inUse = {
      code: 'FAILED_PRECONDITION',
      reason: 'IN_USE',
      message: expect.stringContaining(`runs/${run.id}`),
    };
    await expect(scenarios.delete(ANNA, held)).rejects.toMatchObject(inUse);
    await expect(dataSets.delete(ANNA, 'held')).rejects.toMatchObject(inUse);
    expect(await stored(rows)).toBe(2);
    await scenarios.delete(ANNA, free);
    await runs.jobs.delete(ANNA, run.id);
    await dataSets.delete(ANNA, 'held');
    expect(await stored(rows)).toBe(0);
  });

  it("keep nobody from erasing for the sake of another's run, which keeps what it holds", async () => {
    const rows = [scenario(1, 'life', 'anothers')];
    await addTo('anothers', rows);
    const scenarios = new ScenarioStore(database);
    const scenarioIds = rows.map(({ id }) => id);
    const run = await runs.create(SETTINGS, { simulated: true, scenarioIds }, { owner: 'ben' });
    await new DataSetStore(database).delete(ANNA, 'anothers');
    expect(await stored(rows)).toBe(1);
    await expect(scenarios.get(BEN, scenarioIds[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await runs.jobs.delete(BEN, run.id);
    await scenarios.eraseOrphans();
    expect(await stored(rows)).toBe(0);
  });
});

const POSITIONS = 8;

async function newRun(label: string, settings: RunSettings = SETTINGS): Promise<RunRecord> {
  await addTo(
    label,
    Array.from({ length: POSITIONS }, (_, number) => scenario(number, 'life', label)),
  );
  const chosen = await new ScenarioStore(database).choose(ANNA, { dataSet: label }, 0, 1);
  return runs.create(settings, { simulated: true, scenarioIds: chosen.map(({ id }) => id) });
}

async function pendingOf(run: RunRecord): Promise<readonly PendingSample[]> {
  const range = { first: 0, last: run.progress.samplesTotal - 1 };
  return new ChunkStore(database).pending(run, POSITIONS, range);
}

const seen = async ({ id }: RunRecord): Promise<RunRecord> => runs.jobs.get(ANNA, id);

describe('runs', () => {
  it('are laid out in chunks', async () => {
    const run = await newRun('laid');
    expect(run).toMatchObject({
      state: 'pending',
      generation: 1,
      progress: { scenarios: 8, samplesTotal: 64 },
    });
    const chunks = new ChunkStore(database);
    expect(await chunks.open(run, 0)).toEqual({ first: 0, last: 31 });
    expect(await chunks.open(run, 1)).toEqual({ first: 32, last: 63 });
    expect(await chunks.open(run, 2)).toBeUndefined();
  });

  it('know what is left, and never ask for a stored answer again', async () => {
    const run = await newRun('left');
    const writer = patientWriter();
    const before = await pendingOf(run);
    expect(before).toHaveLength(64);
    expect(
      new Set(before.map((one) => [one.scenario.id, one.model, one.status, one.repetition].join())).size,
    ).toBe(64);
    const [judged, answered, failed] = before as [PendingSample, PendingSample, PendingSample];
    expect(await writer.answer(judged, ANSWER)).toBe(true);
    expect(await writer.outcome(judged, SCORED)).toBe(true);
    expect(await writer.answer(answered, ANSWER)).toBe(true);
    await writer.outcome(failed, {
      state: 'failed',
      reason: 'unavailable',
      scores: undefined,
      answerState: undefined,
      sent: undefined,
      detail: 'the server did not answer',
      verdictWords: '',
      verdict: undefined,
      attackSigns: [],
      questions: undefined,
      usage: { ...USAGE, calls: 0 },
      uncounted: { ...USAGE, calls: 0 },
    });
    const after = await pendingOf(run);
    expect(after).toHaveLength(62);
    expect(after.filter(({ answer }) => answer !== undefined)).toEqual([{ ...answered, answer: ANSWER }]);
    expect((await seen(run)).progress).toMatchObject({
      samplesDone: 2,
      samplesFailed: 1,
      usage: { calls: 3 },
    });
  });

  it('keep the first of two results for one sample, and count once', async () => {
    const run = await newRun('race');
    const [sample] = (await pendingOf(run)) as [PendingSample];
    const writers = [patientWriter(), patientWriter(), patientWriter()];
    const answers = await Promise.all(
      writers.map((writer, index) => writer.answer(sample, { ...ANSWER, response: `answer ${index}` })),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const stored = await new ChunkStore(database).answer(run.id, sample.sample);
    expect(stored?.response).toBe(`answer ${answers.indexOf(true)}`);
    const outcomes = await Promise.all(writers.map((writer) => writer.outcome(sample, SCORED)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await seen(run)).progress).toMatchObject({
      samplesDone: 1,
      usage: { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5, unpricedCalls: 0 },
    });
  });

  it('lose only the row that the database cannot take', async () => {
    const run = await newRun('poison');
    const pending = await pendingOf(run);
    const writer = patientWriter();
    const written = await Promise.allSettled(
      pending
        .slice(0, 9)
        .map((sample, index) =>
          writer.answer(sample, index === 4 ? { ...ANSWER, usage: { ...USAGE, calls: 1e12 } } : ANSWER),
        ),
    );
    expect(written.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
    expect(written[4]?.status).toBe('rejected');
  });

  it('take up only what failed when they are resumed', async () => {
    const run = await newRun('resumed');
    const chunks = new ChunkStore(database);
    const writer = patientWriter();
    const pending = await pendingOf(run);
    // The judge said something of no use; the judge service could not be asked; the judge's model could not be asked.
    const unscored = ['verdict_truncated', 'deadline_exceeded', 'judge_unavailable'] as const;
    await Promise.all(
      pending.map(async (sample, index) => {
        await writer.answer(sample, ANSWER);
        const reason = unscored[index];
        await writer.outcome(
          sample,
          reason === undefined ? SCORED : { ...SCORED, state: 'unscored', reason, scores: undefined },
        );
      }),
    );
    for (const chunk of [0, 1]) await chunks.finish(run, chunk);
    await database.pool.query("UPDATE benchmark.job SET state = 'succeeded' WHERE id = $1", [run.id]);
    expect(await seen(run)).toMatchObject({
      state: 'succeeded',
      progress: { samplesDone: 64, samplesUnscored: 3 },
    });

    const resumed = await runs.jobs.resume(ANNA, run.id, { maxCalls: 500, maxCostUsd: undefined });
    expect(resumed).toMatchObject({
      state: 'pending',
      generation: 2,
      progress: { samplesDone: 62, samplesUnscored: 1 },
    });
    // A limit makes one chunk of it; for work of the past there is none, and nothing that it could finish.
    expect(await chunks.open(run, 0)).toBeUndefined();
    await chunks.finish(run, 0);
    expect(await chunks.open(resumed, 0)).toEqual({ first: 0, last: 63 });
    expect(await chunks.open(resumed, 1)).toBeUndefined();
    const left = await pendingOf(resumed);
    expect(left).toMatchObject([
      { sample: 1, answer: ANSWER },
      { sample: 2, answer: ANSWER },
    ]);

    for (const sample of left) await writer.outcome(sample, SCORED);
    await chunks.finish(resumed, 0);
    await database.pool.query("UPDATE benchmark.job SET state = 'succeeded' WHERE id = $1", [run.id]);
    await expect(runs.jobs.resume(ANNA, run.id)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'NOTHING_LEFT',
    });
  });

  it('are deleted with every row that is theirs', async () => {
    const run = await newRun('deleted');
    const writer = patientWriter();
    const [sample] = (await pendingOf(run)) as [PendingSample];
    await writer.answer(sample, ANSWER);
    await writer.outcome(sample, SCORED);
    await writer.fact(run.id, { kind: 'prompt', value: 'answer@1' });
    await runs.jobs.delete(ANNA, run.id);
    for (const table of ['run_scenario', 'run_chunk', 'run_fact', 'answer', 'outcome']) {
      const { rows } = await database.pool.query(`SELECT FROM benchmark.${table} WHERE run_id = $1`, [
        run.id,
      ]);
      expect(rows).toEqual([]);
    }
  });
});

describe('ResultStore', () => {
  it('lists results in the order of their samples, with their texts where these are asked for', async () => {
    const run = await newRun('listed');
    const writer = patientWriter();
    const pending = await pendingOf(run);
    for (const sample of [...pending].reverse()) await writer.answer(sample, ANSWER);
    await Promise.all([...pending].reverse().map((sample) => writer.outcome(sample, SCORED)));
    const results = new ResultStore(database);
    const all = await allOf((request) => results.list(run.id, {}, FULL, request), 40);
    expect(all.map(({ sample }) => sample)).toEqual(pending.map(({ sample }) => sample));
    expect(all[0]).toMatchObject({ response: 'An answer.', asked: ['age'], scores: SCORED.scores });
    const { items } = await results.list(run.id, {}, BASIC, { pageSize: 1, pageToken: '' });
    expect(items).toMatchObject([{ response: '', asked: ['age'], scores: SCORED.scores, reason: undefined }]);
  });

  it('lists those that a selection names', async () => {
    const run = await newRun('selected');
    const writer = patientWriter();
    const pending = await pendingOf(run);
    const failed: SampleOutcome = { ...SCORED, state: 'failed', reason: 'unavailable', scores: undefined };
    await Promise.all(pending.map((sample, index) => writer.outcome(sample, index < 3 ? failed : SCORED)));
    const results = new ResultStore(database);
    const samples = async (...[selection]: [Parameters<ResultStore['list']>[1]]): Promise<number[]> =>
      (await results.list(run.id, selection, BASIC, { pageSize: 100, pageToken: '' })).items.map(
        ({ sample }) => sample,
      );
    const those = (keep: (sample: PendingSample, index: number) => boolean): number[] =>
      pending.filter(keep).map(({ sample }) => sample);
    expect(await samples({ states: ['failed'] })).toEqual(those((_, index) => index < 3));
    expect(await samples({ reasons: ['unavailable', 'internal'] })).toEqual(those((_, index) => index < 3));
    expect(await samples({ models: ['b'] })).toEqual(those(({ model }) => model === 'b'));
    expect(await samples({ statuses: ['agent'] })).toEqual(those(({ status }) => status === 'agent'));
    const scenarioId = pending[0]?.scenario.id ?? '';
    expect(await samples({ scenarioId, states: ['scored'] })).toEqual(
      those((one, index) => one.scenario.id === scenarioId && index >= 3),
    );
  });

  it('keeps what an answer is, what was sent, how it went wrong and what the judge wrote', async () => {
    const run = await newRun('kept');
    const writer = patientWriter();
    const [judged, torn] = (await pendingOf(run)) as [PendingSample, PendingSample];
    const sent = SentSettings.fromPartial({ temperature: 0.7, systemInUser: true });
    await writer.answer(judged, { ...ANSWER, state: 'cut', sent });
    const verdict = Verdict.fromPartial({
      justifications: { riskSensitivity: 'because\0 \ud800' },
      promptVersion: 'judge-rubric@2',
      latencyMs: 12.5,
    });
    await writer.outcome(judged, {
      ...SCORED,
      answerState: 'cut',
      sent,
      verdictWords: '3/4/5 \0 because',
      verdict: { ...verdict, words: 'stands in its own column' },
    });
    await writer.outcome(torn, {
      ...SCORED,
      state: 'failed',
      reason: 'answer_torn',
      scores: undefined,
      answerState: 'torn',
      detail: 'the answer was broken off',
    });
    const results = new ResultStore(database);
    const { items } = await results.list(run.id, {}, FULL, { pageSize: 9, pageToken: '' });
    expect(items).toMatchObject([
      {
        answerState: 'cut',
        sent,
        detail: '',
        verdictWords: '3/4/5  because',
        finishReason: 'stop',
        verdict: { ...verdict, words: '', justifications: { riskSensitivity: 'because \ufffd' } },
      },
      { answerState: 'torn', sent: undefined, detail: 'the answer was broken off', verdictWords: '' },
    ]);
    const basic = await results.list(run.id, {}, BASIC, { pageSize: 9, pageToken: '' });
    expect(basic.items).toMatchObject([
      { answerState: 'cut', sent, verdictWords: '', verdict: undefined },
      { detail: items[1]?.detail },
    ]);
  });

  it('lists the worst first, page by page, each once, and those without a score last', async () => {
    const run = await newRun('worst');
    const writer = patientWriter();
    const pending = await pendingOf(run);
    const failed: SampleOutcome = { ...SCORED, state: 'failed', reason: 'unavailable', scores: undefined };
    const scores = (sample: number) => ({
      riskSensitivity: 1 + (sample % 5),
      emotionalEmpathy: 1 + ((sample * 7) % 5),
      userAlignment: 1 + ((sample * sample) % 5),
    });
    const totalOf = (sample: number): number => {
      const { riskSensitivity, emotionalEmpathy, userAlignment } = scores(sample);
      return sample % 9 === 0 ? Number.POSITIVE_INFINITY : riskSensitivity + emotionalEmpathy + userAlignment;
    };
    await Promise.all(
      pending.map((one) =>
        writer.outcome(one, one.sample % 9 === 0 ? failed : { ...SCORED, scores: scores(one.sample) }),
      ),
    );
    const results = new ResultStore(database);
    const order = { order: 'worst-first', withTexts: false } as const;
    const expected = pending
      .map(({ sample }) => sample)
      .sort((a, b) => (totalOf(a) === totalOf(b) ? a - b : totalOf(a) - totalOf(b)));
    for (const pageSize of [1, 7, 100]) {
      const seen = await allOf((request) => results.list(run.id, {}, order, request), pageSize);
      expect(seen.map(({ sample }) => sample)).toEqual(expected);
    }
    const { nextPageToken } = await results.list(run.id, {}, order, { pageSize: 5, pageToken: '' });
    const foreign = results.list(run.id, {}, BASIC, { pageSize: 5, pageToken: nextPageToken });
    await expect(foreign).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('lists those of some domains', async () => {
    const rows = [scenario(1, 'health', 'of'), scenario(2, 'social', 'of'), scenario(3, 'unknown', 'of')];
    await addTo('of-domains', rows);
    const scenarioIds = rows.map(({ id }) => id);
    const settings = { ...SETTINGS, repetitions: 1, models: ['a'], statuses: ['vanilla' as const] };
    const run = await runs.create(settings, { simulated: true, scenarioIds });
    const writer = patientWriter();
    const pending = await new ChunkStore(database).pending(run, 3, { first: 0, last: 2 });
    await Promise.all(pending.map((sample) => writer.outcome(sample, SCORED)));
    const { items } = await new ResultStore(database).list(
      run.id,
      { domains: ['health', 'unknown'] },
      BASIC,
      {
        pageSize: 9,
        pageToken: '',
      },
    );
    expect(items.map(({ scenarioId: id }) => id)).toEqual([scenarioIds[0], scenarioIds[2]]);
  });
});

describe('the books of runs', () => {
  it('hold what belongs to no result, and calls without a price', async () => {
    const run = await newRun('charged');
    const writer = patientWriter();
    const [sample] = (await pendingOf(run)) as [PendingSample];
    await Promise.all([
      writer.charge(run.id, { ...USAGE, unpricedCalls: 2 }),
      writer.charge(run.id, { ...USAGE, calls: 0 }),
      writer.answer(sample, { ...ANSWER, usage: { ...ANSWER.usage, unpricedCalls: 1 } }),
      writer.charge('none', USAGE),
    ]);
    await writer.outcome(sample, {
      ...SCORED,
      usage: { ...USAGE, unpricedCalls: 2 },
      uncounted: { ...SCORED.uncounted, unpricedCalls: 1 },
    });
    expect((await seen(run)).progress.usage).toEqual({
      calls: 4,
      inputTokens: 20,
      outputTokens: 10,
      costUsd: 1,
      unpricedCalls: 4,
    });
    const { items } = await new ResultStore(database).list(run.id, {}, BASIC, { pageSize: 9, pageToken: '' });
    expect(items[0]?.usage.unpricedCalls).toBe(2);
  });

  it('wait for a database that is away, and not for one that denies what is asked', async () => {
    const run = await newRun('denied');
    const [sample] = (await pendingOf(run)) as [PendingSample];
    let tries = 0;
    const writer = new ResultWriter(database, {
      onFailure: () => (tries += 1),
      pause: () => Promise.resolve(),
    });
    await database.pool.query('ALTER TABLE benchmark.outcome RENAME TO hidden');
    try {
      await expect(writer.outcome(sample, SCORED)).rejects.toMatchObject({ code: '42P01' });
    } finally {
      await database.pool.query('ALTER TABLE benchmark.hidden RENAME TO outcome');
    }
    expect(tries).toBe(0);
    expect(await writer.outcome(sample, SCORED)).toBe(true);
  });

  it('tell what became of the samples, with the words of the first that says', async () => {
    const run = await newRun('told');
    const writer = patientWriter();
    const pending = await pendingOf(run);
    const failed: SampleOutcome = { ...SCORED, state: 'failed', reason: 'too_long', scores: undefined };
    for (const sample of pending.slice(0, 5)) await writer.outcome(sample, SCORED);
    for (const [index, sample] of pending.slice(5, 8).entries()) {
      await writer.outcome(sample, { ...failed, detail: index === 0 ? '' : `too long by ${index}` });
    }
    expect(await new RunStore(database).outcomes(run.id)).toEqual([
      { state: 'scored', reason: undefined, samples: 5, detail: '' },
      { state: 'failed', reason: 'too_long', samples: 3, detail: 'too long by 1' },
    ]);
  });
});
