import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { scenarioId, type DomainOrUnknown, type Scenario } from '@rookery/shared-scenario';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from './schema.ts';
import { ChunkStore, type PendingSample } from './chunk-store.ts';
import { readPageToken, RESULT_KEY, RUN_KEY, SCENARIO_KEY } from './page.ts';
import { ResultStore } from './result-store.ts';
import { ResultWriter } from './result-writer.ts';
import { RunStore, type ChunkIds } from './run-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import type { RunRecord } from './run-record.ts';
import type { SampleOutcome } from './result-rows.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
});
afterAll(() => database.close());

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

const USAGE = { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5 };
const SCORED: SampleOutcome = {
  state: 'scored',
  reason: '',
  scores: { riskSensitivity: 3, emotionalEmpathy: 4, userAlignment: 5 },
  questions: undefined,
  usage: USAGE,
  uncounted: { calls: 1, inputTokens: 4, outputTokens: 2, costUsd: 0.25 },
};
const ANSWER = {
  response: 'An answer.',
  asked: ['age'],
  usage: { calls: 1, inputTokens: 6, outputTokens: 3, costUsd: 0.25 },
};

function patientWriter(): ResultWriter {
  return new ResultWriter(database, {
    onFailure: () => undefined,
    pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });
}

describe('ScenarioStore', () => {
  it('takes the same scenarios once, in every data set that has them', async () => {
    const store = new ScenarioStore(database);
    const [one, two] = [await store.dataSet('once-one'), await store.dataSet('once-two')];
    expect(await store.dataSet('once-one')).toBe(one);
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'once'));
    expect((await store.add(one, [...rows, ...rows])).size).toBe(3);
    expect((await store.add(one, rows)).size).toBe(0);
    expect((await store.add(two, rows.slice(0, 2))).size).toBe(2);
    expect(await store.count({ dataSet: 'once-one' })).toBe(3);
    expect(await store.count({ dataSet: 'once-two' })).toBe(2);
    expect(await store.get(rows[0]?.id ?? '')).toEqual(rows[0]);
    await expect(store.get('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what a database cannot: NUL and halves of surrogate pairs are replaced, not refused', async () => {
    const store = new ScenarioStore(database);
    const odd = scenario(9, 'life', ' \0 \ud800 é');
    await store.add(await store.dataSet('odd'), [odd]);
    expect((await store.get(odd.id)).query).toBe('Question 9  \ufffd é');
  });

  it('pages without loss or repetition', async () => {
    const store = new ScenarioStore(database);
    const rows = Array.from({ length: 23 }, (_, number) => scenario(number, 'career', 'paged'));
    await store.add(await store.dataSet('paged'), rows);
    const seen: string[] = [];
    let token = '';
    do {
      const after = readPageToken(token, SCENARIO_KEY);
      const page = await store.list(
        { dataSet: 'paged' },
        { size: 5, ...(after === undefined ? {} : { after }) },
      );
      seen.push(...page.items.map(({ id }) => id));
      token = page.nextToken;
    } while (token !== '');
    expect(seen).toEqual(rows.map(({ id }) => id).sort());
  });

  it('spreads any limit evenly over domains, the same for the same seed', async () => {
    const store = new ScenarioStore(database);
    const rows = [
      ...Array.from({ length: 20 }, (_, number) => scenario(number, 'health', 'spread')),
      ...Array.from({ length: 3 }, (_, number) => scenario(number, 'social', 'spread')),
    ];
    await store.add(await store.dataSet('spread'), rows);
    const domains = new Map(rows.map(({ id, domain }) => [id, domain]));
    const chosen = await store.choose({ dataSet: 'spread' }, 8, 7);
    expect(chosen.filter(({ id }) => domains.get(id) === 'social')).toHaveLength(3);
    expect(await store.choose({ dataSet: 'spread' }, 8, 7)).toEqual(chosen);
    const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
    expect(ids(await store.choose({ dataSet: 'spread' }, 4, 7))).toEqual(ids(chosen).slice(0, 4));
    expect(ids(await store.choose({ dataSet: 'spread' }, 8, 8))).not.toEqual(ids(chosen));
    expect(await store.choose({ dataSet: 'spread' }, 0, 7)).toHaveLength(23);
  });
});

async function newRun(
  id: string,
  settings: RunSettings = SETTINGS,
): Promise<{ run: RunRecord; sent: ChunkIds[] }> {
  const scenarios = new ScenarioStore(database);
  await scenarios.add(
    await scenarios.dataSet(id),
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => scenario(n, 'life', id)),
  );
  const chosen = await scenarios.choose({ dataSet: id }, 0, 1);
  const sent: ChunkIds[] = [];
  const run = await new RunStore(database).create(
    { id, requestId: `request ${id}`, settings, simulated: true, scenarioIds: chosen.map((one) => one.id) },
    async (_, chunks) => void sent.push(...chunks),
  );
  return { run, sent };
}

async function pendingOf(run: RunRecord): Promise<readonly PendingSample[]> {
  return new ChunkStore(database).pending(run, { first: 0, last: run.samplesTotal - 1 });
}

describe('runs', () => {
  it('are made once under a request id', async () => {
    const { run, sent } = await newRun('twice');
    expect(run).toMatchObject({ state: 'pending', samplesTotal: 64, generation: 1 });
    expect(sent.map(({ chunk }) => chunk)).toEqual([0, 1]);
    const again = await new RunStore(database).create(
      { id: 'other', requestId: 'request twice', settings: SETTINGS, simulated: false, scenarioIds: [] },
      () => Promise.reject(new Error('must not be sent')),
    );
    expect(again.id).toBe('twice');
  });

  it('leave nothing behind when their jobs cannot be sent', async () => {
    const runs = new RunStore(database);
    const scenarios = new ScenarioStore(database);
    const one = scenario(1, 'life', 'broken');
    await scenarios.add(await scenarios.dataSet('broken'), [one]);
    const broken = runs.create(
      { id: 'broken', requestId: undefined, settings: SETTINGS, simulated: false, scenarioIds: [one.id] },
      () => Promise.reject(new Error('no queue')),
    );
    await expect(broken).rejects.toThrow('no queue');
    await expect(runs.get('broken')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are listed newest first, page by page', async () => {
    for (const id of ['list-1', 'list-2', 'list-3']) await newRun(id);
    const runs = new RunStore(database);
    const first = await runs.list({ size: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['list-3', 'list-2']);
    const after = readPageToken(first.nextToken, RUN_KEY) ?? [];
    expect((await runs.list({ size: 1, after })).items[0]?.id).toBe('list-1');
  });

  it('know what is left, and never ask for a stored answer again', async () => {
    const { run } = await newRun('left');
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
      reason: 'UNAVAILABLE',
      scores: undefined,
      questions: undefined,
      usage: { ...USAGE, calls: 0 },
      uncounted: { ...USAGE, calls: 0 },
    });
    const after = await pendingOf(run);
    expect(after).toHaveLength(62);
    expect(after.filter(({ answer }) => answer !== undefined)).toEqual([{ ...answered, answer: ANSWER }]);
    expect(await new RunStore(database).get('left')).toMatchObject({
      samplesDone: 2,
      samplesFailed: 1,
      usage: { calls: 3 },
    });
  });

  it('keep the first of two results for one sample, and count once', async () => {
    const { run } = await newRun('race');
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
    expect(await new RunStore(database).get('race')).toMatchObject({
      samplesDone: 1,
      usage: { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5 },
    });
  });

  it('lose only the row that the database cannot take', async () => {
    const { run } = await newRun('poison');
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

  it('succeed with their last chunk, and take up only what failed when they are resumed', async () => {
    const { run, sent } = await newRun('resumed');
    const runs = new RunStore(database);
    const chunks = new ChunkStore(database);
    await runs.begin(run.id);
    const writer = patientWriter();
    const pending = await pendingOf(run);
    // The judge said something of no use; the judge service could not be asked; the judge's model could not be asked.
    const unscored = ['UNSCORED_REASON_TRUNCATED', 'DEADLINE_EXCEEDED', 'UNSCORED_REASON_JUDGE_UNAVAILABLE'];
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
    expect(await chunks.unfinished()).toEqual(expect.arrayContaining(sent));
    expect(await chunks.finish(sent[0] as ChunkIds)).toBe(false);
    expect(await chunks.finish(sent[1] as ChunkIds)).toBe(true);
    expect(await runs.get(run.id)).toMatchObject({ state: 'succeeded', samplesDone: 64, samplesUnscored: 3 });

    const resent: ChunkIds[] = [];
    const resumed = await runs.resume(
      run.id,
      { maxCalls: 500 },
      async (_, more) => void resent.push(...more),
    );
    expect(resumed).toMatchObject({ state: 'pending', samplesDone: 62, samplesUnscored: 1, generation: 2 });
    // A limit makes one chunk of it, and a job of the first cut finds nothing.
    expect(resent).toEqual([{ run: run.id, generation: 2, chunk: 0 }]);
    expect(await chunks.open(sent[0] as ChunkIds)).toBeUndefined();
    expect(await chunks.open(resent[0] as ChunkIds)).toEqual({ first: 0, last: 63 });
    const left = await pendingOf(resumed);
    expect(left).toMatchObject([
      { sample: 1, answer: ANSWER },
      { sample: 2, answer: ANSWER },
    ]);
    // A run at work is left as it is.
    const same = await runs.resume(run.id, {}, () => Promise.reject(new Error('must not be sent')));
    expect(same.generation).toBe(2);

    await runs.begin(run.id);
    for (const sample of left) await writer.outcome(sample, SCORED);
    expect(await chunks.finish(resent[0] as ChunkIds)).toBe(true);
    await expect(runs.resume(run.id, {}, () => Promise.resolve())).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
    });
  });

  it('are cancelled once and for all', async () => {
    const { run } = await newRun('cancelled');
    const runs = new RunStore(database);
    expect(await runs.end(run.id, 'cancelled', '')).toMatchObject({ state: 'cancelled' });
    expect(await runs.end(run.id, 'failed', 'late')).toMatchObject({ state: 'cancelled', stateReason: '' });
    expect(await runs.begin(run.id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('ResultStore', () => {
  it('lists results in the order of their samples', async () => {
    const { run } = await newRun('listed');
    const writer = patientWriter();
    const pending = await pendingOf(run);
    for (const sample of [...pending].reverse()) await writer.answer(sample, ANSWER);
    await Promise.all([...pending].reverse().map((sample) => writer.outcome(sample, SCORED)));
    const results = new ResultStore(database);
    const first = await results.list(run.id, { size: 40 });
    const after = readPageToken(first.nextToken, RESULT_KEY) ?? [];
    const second = await results.list(run.id, { size: 40, after });
    expect([...first.items, ...second.items].map(({ sample }) => sample)).toEqual(
      pending.map(({ sample }) => sample),
    );
    expect(second.nextToken).toBe('');
    expect(first.items[0]).toMatchObject({ response: 'An answer.', asked: ['age'], scores: SCORED.scores });
  });
});

describe('readPageToken', () => {
  it.each(['x', Buffer.from('["a; DROP"]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
    'refuses %s',
    (token) => {
      expect(() => readPageToken(token, RESULT_KEY)).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
      );
    },
  );
});
