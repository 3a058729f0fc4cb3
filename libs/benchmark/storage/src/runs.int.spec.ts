import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChunkStore, type PendingSample } from './chunk-store.ts';
import type { SampleOutcome } from './result-rows.ts';
import { ResultStore } from './result-store.ts';
import { ResultWriter } from './result-writer.ts';
import { RunStore } from './run-store.ts';
import { ANNA, ANSWER, SCORED, StoredBenchmark, USAGE } from './testing/stored-benchmark.ts';

const BASIC = { order: 'by-sample', withTexts: false } as const;

let at: StoredBenchmark;
beforeAll(async () => {
  at = await StoredBenchmark.open();
});
afterAll(() => at.close());

describe('runs', () => {
  it('are laid out in chunks', async () => {
    const run = await at.newRun('laid');
    expect(run).toMatchObject({
      state: 'pending',
      generation: 1,
      progress: { scenarios: 8, samplesTotal: 64 },
    });
    const chunks = new ChunkStore(at.database);
    expect(await chunks.open(run, 0)).toEqual({ first: 0, last: 31 });
    expect(await chunks.open(run, 1)).toEqual({ first: 32, last: 63 });
    expect(await chunks.open(run, 2)).toBeUndefined();
  });

  it('know what is left, and never ask for a stored answer again', async () => {
    const run = await at.newRun('left');
    const writer = at.patientWriter();
    const before = await at.pendingOf(run);
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
    const after = await at.pendingOf(run);
    expect(after).toHaveLength(62);
    expect(after.filter(({ answer }) => answer !== undefined)).toEqual([{ ...answered, answer: ANSWER }]);
    expect((await at.seen(run)).progress).toMatchObject({
      samplesDone: 2,
      samplesFailed: 1,
      usage: { calls: 3 },
    });
  });

  it('keep the first of two results for one sample, and count once', async () => {
    const run = await at.newRun('race');
    const [sample] = (await at.pendingOf(run)) as [PendingSample];
    const writers = [at.patientWriter(), at.patientWriter(), at.patientWriter()];
    const answers = await Promise.all(
      writers.map((writer, index) => writer.answer(sample, { ...ANSWER, response: `answer ${index}` })),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    const stored = await new ChunkStore(at.database).answer(run.id, sample.sample);
    expect(stored?.response).toBe(`answer ${answers.indexOf(true)}`);
    const outcomes = await Promise.all(writers.map((writer) => writer.outcome(sample, SCORED)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await at.seen(run)).progress).toMatchObject({
      samplesDone: 1,
      usage: { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5, unpricedCalls: 0 },
    });
  });

  it('lose only the row that the at.database cannot take', async () => {
    const run = await at.newRun('poison');
    const pending = await at.pendingOf(run);
    const writer = at.patientWriter();
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
    const run = await at.newRun('resumed');
    const chunks = new ChunkStore(at.database);
    const writer = at.patientWriter();
    const pending = await at.pendingOf(run);
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
    await at.database.pool.query("UPDATE benchmark.job SET state = 'succeeded' WHERE id = $1", [run.id]);
    expect(await at.seen(run)).toMatchObject({
      state: 'succeeded',
      progress: { samplesDone: 64, samplesUnscored: 3 },
    });

    const resumed = await at.runs.jobs.resume(ANNA, run.id, { maxCalls: 500, maxCostUsd: undefined });
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
    const left = await at.pendingOf(resumed);
    expect(left).toMatchObject([
      { sample: 1, answer: ANSWER },
      { sample: 2, answer: ANSWER },
    ]);

    for (const sample of left) await writer.outcome(sample, SCORED);
    await chunks.finish(resumed, 0);
    await at.database.pool.query("UPDATE benchmark.job SET state = 'succeeded' WHERE id = $1", [run.id]);
    await expect(at.runs.jobs.resume(ANNA, run.id)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'NOTHING_LEFT',
    });
  });

  it('are deleted with every row that is theirs', async () => {
    const run = await at.newRun('deleted');
    const writer = at.patientWriter();
    const [sample] = (await at.pendingOf(run)) as [PendingSample];
    await writer.answer(sample, ANSWER);
    await writer.outcome(sample, SCORED);
    await writer.fact(run.id, { kind: 'prompt', value: 'answer@1' });
    await at.runs.jobs.delete(ANNA, run.id);
    for (const table of ['run_scenario', 'run_chunk', 'run_fact', 'answer', 'outcome']) {
      const { rows } = await at.database.pool.query(`SELECT FROM benchmark.${table} WHERE run_id = $1`, [
        run.id,
      ]);
      expect(rows).toEqual([]);
    }
  });
});

describe('the books of runs', () => {
  it('hold what belongs to no result, and calls without a price', async () => {
    const run = await at.newRun('charged');
    const writer = at.patientWriter();
    const [sample] = (await at.pendingOf(run)) as [PendingSample];
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
    expect((await at.seen(run)).progress.usage).toEqual({
      calls: 4,
      inputTokens: 20,
      outputTokens: 10,
      costUsd: 1,
      unpricedCalls: 4,
    });
    const { items } = await new ResultStore(at.database).list(run.id, {}, BASIC, {
      pageSize: 9,
      pageToken: '',
    });
    expect(items[0]?.usage.unpricedCalls).toBe(2);
  });

  it('wait for a at.database that is away, and not for one that denies what is asked', async () => {
    const run = await at.newRun('denied');
    const [sample] = (await at.pendingOf(run)) as [PendingSample];
    let tries = 0;
    const writer = new ResultWriter(at.database, {
      onFailure: () => (tries += 1),
      pause: () => Promise.resolve(),
    });
    await at.database.pool.query('ALTER TABLE benchmark.outcome RENAME TO hidden');
    try {
      await expect(writer.outcome(sample, SCORED)).rejects.toMatchObject({ code: '42P01' });
    } finally {
      await at.database.pool.query('ALTER TABLE benchmark.hidden RENAME TO outcome');
    }
    expect(tries).toBe(0);
    expect(await writer.outcome(sample, SCORED)).toBe(true);
  });

  it('tell what became of the samples, with the words of the first that says', async () => {
    const run = await at.newRun('told');
    const writer = at.patientWriter();
    const pending = await at.pendingOf(run);
    const failed: SampleOutcome = { ...SCORED, state: 'failed', reason: 'too_long', scores: undefined };
    for (const sample of pending.slice(0, 5)) await writer.outcome(sample, SCORED);
    for (const [index, sample] of pending.slice(5, 8).entries()) {
      await writer.outcome(sample, { ...failed, detail: index === 0 ? '' : `too long by ${index}` });
    }
    expect(await new RunStore(at.database).outcomes(run.id)).toEqual([
      { state: 'scored', reason: undefined, samples: 5, detail: '' },
      { state: 'failed', reason: 'too_long', samples: 3, detail: 'too long by 1' },
    ]);
  });
});
