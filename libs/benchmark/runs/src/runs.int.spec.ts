import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '@rookery/shared-platform-processes';
import {
  AnswerState,
  GenerateResponse,
  JudgeResponse,
  NO_USAGE,
  SentSettings,
  UnscoredReason,
  VerdictState,
  type Usage,
} from '@rookery/shared-contracts';
import { RookeryError, type Reason } from '@rookery/shared-errors';
import { answered, judged, ONE_CALL, ScriptedRuns } from './testing/scripted-runs.ts';

const SCENARIOS = 30;
let runs: ScriptedRuns;
/** Calls of the model, as its server counts them. */
let served = 0;

beforeAll(async () => {
  runs = await ScriptedRuns.start(SCENARIOS);
});
beforeEach(() => {
  served = 0;
  runs.script.generate = answered;
  runs.script.judge = judged;
});
afterAll(() => runs.close());

type Generate = ScriptedRuns['script']['generate'];

/** Fails the calls that a test names, each of which costs its server some requests. */
function failing(
  error: RookeryError,
  fails: (question: number, call: number) => boolean = () => true,
): Generate {
  let calls = 0;
  return async (request, options) => {
    calls += 1;
    served += error.usage?.calls ?? 1;
    const question = Number(/Question (\d+)/.exec(JSON.stringify(request.messages))?.[1] ?? -1);
    if (fails(question, calls)) throw error;
    return answered(request, options);
  };
}

function refused(reason: Reason, usage: Usage = ONE_CALL, retryAfterMs?: number): RookeryError {
  const code =
    retryAfterMs === undefined && reason.startsWith('MODEL_SERVER_') ? 'UNAVAILABLE' : 'RESOURCE_EXHAUSTED';
  return new RookeryError(code, `as the server of ${reason} says`, {
    reason,
    usage,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

const given =
  (answer: Parameters<typeof GenerateResponse.fromPartial>[0]): Generate =>
  async () =>
    GenerateResponse.fromPartial({ usage: ONE_CALL, ...answer });

describe('what a model gives', () => {
  const SENT = SentSettings.fromPartial({ temperature: 0.7, maxOutputTokens: 1000, systemInUser: true });

  it.each([
    ['whole', { text: 'Please rest.', state: AnswerState.WHOLE }],
    ['cut', { text: 'Please', state: AnswerState.CUT }],
  ] as const)('is judged where it is %s, and kept for what it is', async (answerState, answer) => {
    runs.script.generate = given({ ...answer, sent: SENT });
    const run = await runs.ended(await runs.create({ limit: 1 }));
    expect(run).toMatchObject({ state: 'succeeded', stateReason: '' });
    for (const result of await runs.results(run)) {
      expect(result).toMatchObject({
        state: 'scored',
        answerState,
        response: answer.text,
        sent: SENT,
        detail: '',
        verdictWords: '3/3/3',
      });
    }
  });

  it.each([
    ['FILTERED', 'No, I', 'answer_filtered', 'filtered', 1],
    ['TORN', 'Please re', 'answer_torn', 'torn', 1],
    ['EMPTY', '', 'empty_answer', 'empty', 2],
    ['WHOLE', ' \n', 'empty_answer', 'empty', 2],
    ['CUT', '', 'limit_spent_thinking', 'cut', 1],
  ] as const)('is no answer where it is %s %j', async (state, text, reason, answerState, times) => {
    runs.script.generate = given({ text, state: AnswerState[state], serverReason: 'abort', sent: SENT });
    runs.script.judge = () => Promise.reject(new Error('nobody judges what is no answer'));
    const run = await runs.ended(await runs.create());
    expect(run).toMatchObject({ state: 'failed', progress: { samplesFailed: SCENARIOS } });
    expect(run.stateReason).toContain(`${SCENARIOS} of ${SCENARIOS} samples failed (${SCENARIOS} ${reason})`);
    expect(run.progress.usage.calls).toBe(SCENARIOS * times);
    for (const result of await runs.results(run)) {
      expect(result).toMatchObject({ state: 'failed', reason, answerState, response: '', sent: SENT });
      expect(result.detail).toContain('(its server says: abort)');
      expect(result.usage.calls).toBe(times);
    }
  });

  it('is asked for with the limits of the run', async () => {
    const limits: unknown[] = [];
    runs.script.generate = async (request, options) => {
      limits.push(request.maxOutputTokens);
      return answered(request, options);
    };
    runs.script.judge = async (request, options) => {
      limits.push(request.maxOutputTokens);
      return judged(request, options);
    };
    await runs.ended(await runs.create({ maxOutputTokens: 9000, judgeMaxOutputTokens: 500 }));
    expect(new Set(limits)).toEqual(new Set([9000, 500]));
    limits.length = 0;
    await runs.ended(await runs.create());
    expect(new Set(limits)).toEqual(new Set([2048]));
  });
});

describe('what the judge gives', () => {
  const unscored =
    (unscoredReason: UnscoredReason): ScriptedRuns['script']['judge'] =>
    async () =>
      JudgeResponse.fromPartial({
        verdict: {
          state: VerdictState.UNSCORED,
          unscoredReason,
          words: 'I would rather not.',
          usage: ONE_CALL,
        },
      });

  it.each([
    [UnscoredReason.FILTERED, 'verdict_filtered'],
    [UnscoredReason.LIMIT_SPENT_THINKING, 'verdict_limit_spent_thinking'],
    [UnscoredReason.INCOMPLETE, 'verdict_incomplete'],
    [UnscoredReason.UNREADABLE, 'verdict_unreadable'],
  ] as const)('is counted by its reason and kept, and no reason to resume: %s', async (why, reason) => {
    let verdicts = 0;
    runs.script.judge = (...call) => (++verdicts <= 2 ? unscored(why) : judged)(...call);
    const run = await runs.ended(await runs.create());
    expect(run).toMatchObject({ state: 'succeeded', progress: { samplesUnscored: 2, samplesFailed: 0 } });
    const [one] = (await runs.results(run)).filter(({ state }) => state === 'unscored');
    expect(one).toMatchObject({ reason, verdictWords: 'I would rather not.', usage: { calls: 2 } });
    await expect(runs.jobs.resume('everyone', run.id)).rejects.toMatchObject({ reason: 'NOTHING_LEFT' });
  });

  it('is missing in a run without a single score, which has failed', async () => {
    runs.script.judge = unscored(UnscoredReason.UNREADABLE);
    expect(await runs.ended(await runs.create())).toMatchObject({
      state: 'failed',
      stateReason: `${SCENARIOS} of ${SCENARIOS} are unscored (${SCENARIOS} verdict_unreadable)`,
    });
  });

  it('leaves a run incomplete where its server gave nothing, and is asked again by resuming', async () => {
    let silent = true;
    const judge = unscored(UnscoredReason.JUDGE_UNAVAILABLE);
    runs.script.judge = (request, options) =>
      (silent && /Question [12]\?/.test(request.query ?? '') ? judge : judged)(request, options);
    const run = await runs.ended(await runs.create());
    expect(run).toMatchObject({
      state: 'incomplete',
      stateReason:
        `2 of ${SCENARIOS} are unscored (2 judge_unavailable), resuming tries 2 of them again. ` +
        'The first that ended with judge_unavailable: the server of the judge gave no answer',
    });
    silent = false;
    await runs.jobs.resume('everyone', run.id);
    expect(await runs.ended(run)).toMatchObject({ state: 'succeeded', progress: { samplesUnscored: 0 } });
  });
});

describe('a run of which something fails', () => {
  it('is incomplete, says what and how much, and tries it again when it is resumed', async () => {
    let broken = true;
    runs.script.generate = failing(
      refused('MODEL_REQUEST_TOO_LONG'),
      (question) => broken && question < 3 && question >= 0,
    );
    const run = await runs.ended(await runs.create());
    expect(run).toMatchObject({
      state: 'incomplete',
      stateReason:
        `3 of ${SCENARIOS} samples failed (3 too_long), resuming tries 3 of them again. ` +
        'The first that ended with too_long: as the server of MODEL_REQUEST_TOO_LONG says',
      progress: { samplesFailed: 3 },
    });
    broken = false;
    await runs.jobs.resume('everyone', run.id);
    expect(await runs.ended(run)).toMatchObject({ state: 'succeeded', progress: { samplesFailed: 0 } });
  });

  it('has failed where everything did, in the words of the first failure', async () => {
    runs.script.generate = failing(refused('MODEL_REQUEST_OVER_RATE'), () => true);
    const run = await runs.ended(await runs.create({ concurrency: 1 }));
    expect(run.state).toBe('failed');
    expect(run.stateReason).toContain('as the server of MODEL_REQUEST_OVER_RATE says');
    // Nothing that cannot pass is repeated, and twenty in a row are enough.
    expect(served).toBe(20);
  });

  it.each([
    ['MODEL_QUOTA_SPENT', undefined, 'stopped', 'no money is left at the server of a'],
    ['MODEL_SERVER_REFUSES_KEY', undefined, 'failed', 'the key of a is refused'],
    ['MODEL_RATE_LIMITED', 86_400_000, 'stopped', 'asks to wait 86400 s; resume after'],
  ] as const)(
    'ends soon where it meets %s, and can be resumed',
    async (reason, retryAfterMs, state, words) => {
      runs.script.generate = failing(refused(reason, ONE_CALL, retryAfterMs));
      const run = await runs.ended(await runs.create({ repetitions: 20 }));
      expect(run).toMatchObject({ state, stateReason: expect.stringContaining(words) });
      expect(served).toBeLessThan(12);
      runs.script.generate = answered;
      await runs.jobs.resume('everyone', run.id);
      expect(await runs.ended(run)).toMatchObject({ state: 'succeeded', progress: { samplesDone: 600 } });
    },
  );

  it('ends where its database denies what it needs, and says so', async () => {
    const run = await runs.create({ concurrency: 1 });
    await runs.database.pool.query('ALTER TABLE benchmark.answer RENAME TO hidden');
    try {
      const ended = await runs.ended(run);
      expect(ended.state).toBe('failed');
      expect(ended.stateReason).not.toBe('');
    } finally {
      await runs.database.pool.query('ALTER TABLE benchmark.hidden RENAME TO answer');
    }
    await runs.jobs.resume('everyone', run.id);
    expect(await runs.ended(run)).toMatchObject({ state: 'succeeded' });
  });
});

describe('the books of a run', () => {
  const FOUR: Usage = { calls: 4, inputTokens: 0, outputTokens: 0, costUsd: 0.5, unpricedCalls: 1 };

  it('hold what failed calls took, with each result and in all', async () => {
    runs.script.generate = failing(
      refused('MODEL_SERVER_BROKEN_ANSWER', FOUR),
      (question, call) => call <= 3,
    );
    const run = await runs.ended(await runs.create({ concurrency: 1 }));
    const results = await runs.results(run);
    const sum = (of: (usage: Usage) => number): number =>
      results.reduce((total, { usage }) => total + of(usage), 0);
    expect(run.progress.usage.calls).toBe(sum(({ calls }) => calls));
    expect(run.progress.usage.costUsd).toBeCloseTo(sum(({ costUsd }) => costUsd));
    expect(run.progress.usage.unpricedCalls).toBe(3);
    // Two attempts of the first, which failed; one of the second, which was answered then.
    expect(results[0]).toMatchObject({
      state: 'failed',
      reason: 'answer_torn',
      usage: { calls: 8, costUsd: 1 },
    });
    expect(results[1]).toMatchObject({ state: 'scored', usage: { calls: 6, unpricedCalls: 1 } });
  });

  it('keep the limit on calls where everything fails, as the server counts', async () => {
    runs.script.generate = failing(refused('MODEL_SERVER_FAILED', FOUR));
    const run = await runs.ended(
      await runs.create({ concurrency: 64 }, { maxCalls: 20, maxCostUsd: undefined }),
    );
    expect(run).toMatchObject({ state: 'stopped', stateReason: expect.stringContaining('max_calls is 20') });
    expect(run.progress.usage.calls).toBe(served);
    expect(served).toBeGreaterThanOrEqual(17);
    expect(served).toBeLessThanOrEqual(28);
  });

  it('keep the limit on money, too', async () => {
    runs.script.generate = failing(refused('MODEL_SERVER_BROKEN_ANSWER', FOUR));
    const run = await runs.ended(
      await runs.create({ concurrency: 2 }, { maxCalls: undefined, maxCostUsd: 3 }),
    );
    expect(run).toMatchObject({
      state: 'stopped',
      stateReason: expect.stringContaining('max_cost_usd is 3'),
    });
    expect(run.progress.usage.costUsd).toBeCloseTo(served * 0.125);
    expect(run.progress.usage.costUsd).toBeLessThanOrEqual(4);
  });

  it('hold what was taken for a sample that was given up', async () => {
    runs.script.generate = async (request, options) => {
      served += 4;
      if (served > 4) await new Promise((_, reject) => options.signal.addEventListener('abort', reject));
      throw refused('MODEL_SERVER_BROKEN_ANSWER', FOUR);
    };
    const run = await runs.create({ concurrency: 1 });
    while (served < 8) await sleep(10);
    await runs.jobs.cancel('everyone', run.id);
    let calls = 0;
    while (calls === 0) {
      await sleep(20);
      calls = (await runs.jobs.get('everyone', run.id)).progress.usage.calls;
    }
    expect(calls).toBe(4);
  });
});

describe('a run that waits', () => {
  it(
    'says that a server asks to slow down, and until when',
    async () => {
      const reasons = new Set<string>();
      runs.script.generate = failing(refused('MODEL_RATE_LIMITED', ONE_CALL, 2500), (_, call) => call <= 2);
      const run = await runs.ended(await runs.create({ concurrency: 1 }), ({ stateReason }) =>
        reasons.add(stateReason),
      );
      expect(run).toMatchObject({ state: 'succeeded', stateReason: '', progress: { samplesFailed: 0 } });
      expect([...reasons].filter((reason) => reason !== '')).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^the server of a asks to slow down; next try at \d\d:\d\d:\d\d UTC$/),
        ]),
      );
      expect(run.progress.usage.calls).toBe(2 + 2 * SCENARIOS);
    },
    PATIENCE_MS,
  );

  it(
    'loses nothing to an outage in its middle, says what it waits for, and asks little meanwhile',
    async () => {
      const reasons = new Set<string>();
      let awayUntil = Number.POSITIVE_INFINITY;
      const down = refused('MODEL_SERVER_FAILED');
      runs.script.generate = failing(down, (_, call) => {
        if (call === 10) awayUntil = Date.now() + 4000;
        return call >= 10 && Date.now() < awayUntil;
      });
      const run = await runs.ended(await runs.create({ concurrency: 8 }), ({ stateReason }) =>
        reasons.add(stateReason),
      );
      expect(run).toMatchObject({
        state: 'succeeded',
        progress: { samplesFailed: 0, samplesDone: SCENARIOS },
      });
      expect([...reasons].join()).toContain(
        'the server of a is away: as the server of MODEL_SERVER_FAILED says',
      );
      // Eight in flight, and one short question at a time.
      expect(served).toBeLessThan(SCENARIOS + 30);
      expect(run.progress.usage.calls).toBe(served + SCENARIOS);
    },
    PATIENCE_MS,
  );

  it('stops waiting, and asking, when it is cancelled', async () => {
    runs.script.generate = failing(refused('MODEL_SERVER_FAILED'), (_, call) => call >= 10);
    const run = await runs.create({ concurrency: 4 });
    const reason = async (): Promise<string> => (await runs.jobs.get('everyone', run.id)).stateReason;
    while (!(await reason()).includes('is away')) await sleep(50);
    expect(await runs.jobs.cancel('everyone', run.id)).toMatchObject({ state: 'cancelled' });
    await sleep(500);
    const before = served;
    await sleep(4000);
    expect(served).toBe(before);
    runs.script.generate = answered;
    await runs.jobs.resume('everyone', run.id);
    expect(await runs.ended(run)).toMatchObject({ state: 'succeeded', progress: { samplesDone: SCENARIOS } });
  });

  it('does not wait for a server that has never answered', async () => {
    runs.script.generate = failing(refused('MODEL_SERVER_UNREACHABLE', NO_USAGE));
    const run = await runs.ended(await runs.create({ concurrency: 4 }));
    expect(run).toMatchObject({
      state: 'failed',
      stateReason: expect.stringContaining('as the server of MODEL_SERVER_UNREACHABLE says'),
    });
  });

  it('leaves a request that is too much for a server that is well', async () => {
    runs.script.generate = failing(refused('MODEL_SERVER_FAILED'), (question) => question === 7);
    const run = await runs.ended(await runs.create());
    expect(run).toMatchObject({ state: 'incomplete', progress: { samplesFailed: 1 } });
    expect(run.stateReason).toContain('1 model_server_down');
  });
});
