import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentSettings, Verdict } from '@rookery/shared-contracts';
import { ChunkStore, type PendingSample } from './chunk-store.ts';
import type { SampleOutcome } from './result-rows.ts';
import { ResultStore } from './result-store.ts';
import { allOf, ANSWER, scenario, SCORED, StoredBenchmark, SETTINGS } from './testing/stored-benchmark.ts';

let at: StoredBenchmark;
beforeAll(async () => {
  at = await StoredBenchmark.open();
});
afterAll(() => at.close());

const FULL = { order: 'by-sample', withTexts: true } as const;
const BASIC = { order: 'by-sample', withTexts: false } as const;

describe('ResultStore', () => {
  it('lists results in the order of their samples, with their texts where these are asked for', async () => {
    const run = await at.newRun('listed');
    const writer = at.patientWriter();
    const pending = await at.pendingOf(run);
    for (const sample of [...pending].reverse()) await writer.answer(sample, ANSWER);
    await Promise.all([...pending].reverse().map((sample) => writer.outcome(sample, SCORED)));
    const results = new ResultStore(at.database);
    const all = await allOf((request) => results.list(run.id, {}, FULL, request), 40);
    expect(all.map(({ sample }) => sample)).toEqual(pending.map(({ sample }) => sample));
    expect(all[0]).toMatchObject({ response: 'An answer.', asked: ['age'], scores: SCORED.scores });
    const { items } = await results.list(run.id, {}, BASIC, { pageSize: 1, pageToken: '' });
    expect(items).toMatchObject([{ response: '', asked: ['age'], scores: SCORED.scores, reason: undefined }]);
  });

  it('lists those that a selection names', async () => {
    const run = await at.newRun('selected');
    const writer = at.patientWriter();
    const pending = await at.pendingOf(run);
    const failed: SampleOutcome = { ...SCORED, state: 'failed', reason: 'unavailable', scores: undefined };
    await Promise.all(pending.map((sample, index) => writer.outcome(sample, index < 3 ? failed : SCORED)));
    const results = new ResultStore(at.database);
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
    const run = await at.newRun('kept');
    const writer = at.patientWriter();
    const [judged, torn] = (await at.pendingOf(run)) as [PendingSample, PendingSample];
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
    const results = new ResultStore(at.database);
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
    const run = await at.newRun('worst');
    const writer = at.patientWriter();
    const pending = await at.pendingOf(run);
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
    const results = new ResultStore(at.database);
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
    await at.addTo('of-domains', rows);
    const scenarioIds = rows.map(({ id }) => id);
    const settings = { ...SETTINGS, repetitions: 1, models: ['a'], statuses: ['vanilla' as const] };
    const run = await at.runs.create(settings, { simulated: true, scenarioIds });
    const writer = at.patientWriter();
    const pending = await new ChunkStore(at.database).pending(run, 3, { first: 0, last: 2 });
    await Promise.all(pending.map((sample) => writer.outcome(sample, SCORED)));
    const { items } = await new ResultStore(at.database).list(
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
