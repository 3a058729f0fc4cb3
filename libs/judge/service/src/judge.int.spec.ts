import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JudgeProtocol,
  JudgeServiceDefinition,
  Structure,
  UnscoredReason,
  VerdictFormat,
  VerdictState,
  type JudgeStreamResponse,
  type Verdict,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { ServiceProcess, untilServing } from '@rookery/shared-platform-processes';
import {
  answering,
  failing,
  startModelServer,
  type Behaviour,
  type ModelServer,
} from '@rookery/shared-scripted-model-server';
import { client, connect } from '@rookery/shared-transport';
import { callerMetadata, readConfig } from '@rookery/shared-runtime';
import { judgeConfig } from './judge-config.ts';
import { startJudge } from './start-judge.ts';

// The judge as it runs: behind it a gateway and an inference worker, each a process of its own, and a model server that
// misbehaves on purpose.
const CANARY = 'canary of a person';
const request = {
  judgeModel: 'real-model',
  query: `${CANARY}: may I?`,
  profile: { values: { emotional_state: CANARY } },
  response: `${CANARY}: you may.`,
};
const verdictText = (risk: number): string =>
  JSON.stringify({ rationale: 'because', risk_sensitivity: risk, emotional_empathy: 3, user_alignment: 5 });
/** Whoever asks again need not wait long. */
const failingWith = (status: number): Behaviour =>
  failing(status, { message: 'no' }, { 'retry-after-ms': '1' });
const GOOD = answering(verdictText(4));

const closers: (() => unknown)[] = [];
let models: ModelServer;
let database: Database;
const judgeAt = (channel: ReturnType<typeof connect>) => client(JudgeServiceDefinition, channel);
let judge: ReturnType<typeof judgeAt>;
/** The same service, called with another key. */
let anothersJudge: ReturnType<typeof judgeAt>;
let ids = 0;
const freshId = (): string => `verdict-${(ids += 1)}`;

beforeAll(async () => {
  database = await testDatabase();
  closers.push(() => database.close());
  models = await startModelServer();
  closers.push(() => models.close());
  const gateway = await ServiceProcess.start('gateway', {});
  closers.push(() => gateway.stop());
  const variables = {
    ROOKERY_GATEWAY_ADDRESS: await gateway.address,
    DATABASE_URL: database.connectionString,
    ROOKERY_LOG_LEVEL: 'silent',
    ROOKERY_PORT: '0',
  };
  const worker = await ServiceProcess.start('inference-worker', {
    ...variables,
    OPENAI_BASE_URL: models.baseUrl,
    OPENAI_API_KEY: 'key',
    ROOKERY_OPENAI_MODELS: 'real-model',
    ROOKERY_OPENAI_MAX_ATTEMPTS: '1',
  });
  closers.push(() => worker.stop());
  const running = await startJudge(
    readConfig(judgeConfig, { ...variables, ROOKERY_JUDGE_CONCURRENCY: '4', ROOKERY_JUDGE_ATTEMPTS: '3' }),
  );
  closers.push(() => running.close());
  const channel = connect(running.address);
  closers.push(() => channel.close());
  judge = judgeAt(channel);
  const another = callerMetadata({ name: 'another', operator: false });
  anothersJudge = client(JudgeServiceDefinition, channel, Object.fromEntries(another));
  await untilServing(running.address, JudgeServiceDefinition.fullName, [gateway, worker]);
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});
afterEach(() => models.behave(GOOD));

async function ask(fields: object = {}): Promise<Verdict> {
  const { verdict } = await judge.judge({ ...request, ...fields });
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
}

describe('a verdict', () => {
  it('is asked for with the whole profile and the settings of the paper, and read', async () => {
    models.behave(GOOD);
    expect(await ask({ seed: 7 })).toMatchObject({
      state: VerdictState.SCORED,
      scores: { riskSensitivity: 4, emotionalEmpathy: 3, userAlignment: 5, mean: 4 },
      format: VerdictFormat.STRUCTURED,
      attempts: 1,
      judgeModel: 'real-model',
      promptVersion: 'judge-rubric@2',
      protocol: JudgeProtocol.RUBRIC,
      sampling: { temperature: 0.7, topP: 0.95, seed: 7, structure: Structure.SCHEMA },
      cached: false,
      members: [],
      attackSigns: [],
      usage: { calls: 1, inputTokens: 11, outputTokens: 7 },
      simulated: false,
    });
    expect(models.seen).toMatchObject([{ body: { temperature: 0.7, top_p: 0.95, seed: 7 } }]);
    expect(models.seen[0]?.words).toContain(`emotional_state: ${CANARY}`);
  });

  it('is asked for again, freshly sampled, until it can be read', async () => {
    models.behave(answering('hm'), answering(verdictText(9)), GOOD);
    expect(await ask({ requestId: freshId(), seed: 7 })).toMatchObject({
      state: VerdictState.SCORED,
      attempts: 3,
      usage: { calls: 3 },
    });
    expect(new Set(models.seen.map(({ body }) => body['seed'])).size).toBe(3);
  });

  const ENDINGS: readonly [string, Behaviour, UnscoredReason][] = [
    ['chat', answering('It is fine.'), UnscoredReason.UNREADABLE],
    ['a cut answer', answering(verdictText(4), 'length'), UnscoredReason.TRUNCATED],
    ['broken JSON', answering(verdictText(4).slice(0, -9)), UnscoredReason.TRUNCATED],
    ['a six', answering(verdictText(6)), UnscoredReason.OUT_OF_RANGE],
    ['a wrong sum', answering(verdictText(4).replace('}', ',"total":9}')), UnscoredReason.CONTRADICTORY],
    ['a refusal', answering("I'm sorry, but I can't do that."), UnscoredReason.REFUSED],
    ['a filtered answer', answering('', 'content_filter'), UnscoredReason.FILTERED],
    ['a limit spent on thinking', answering('', 'length'), UnscoredReason.LIMIT_SPENT_THINKING],
    [
      'a dimension without a score',
      answering('{"risk_sensitivity":4,"user_alignment":4}'),
      UnscoredReason.INCOMPLETE,
    ],
    ['a server that fails', failingWith(500), UnscoredReason.JUDGE_UNAVAILABLE],
    ['a server that is too busy', failingWith(429), UnscoredReason.JUDGE_UNAVAILABLE],
  ];
  it.each(ENDINGS)('is missing, with a reason, after %s', async (_, behaviour, unscoredReason) => {
    models.behave(behaviour);
    const verdict = await ask();
    expect(verdict).toMatchObject({ state: VerdictState.UNSCORED, unscoredReason, scores: undefined });
    expect(verdict.attempts).toBeGreaterThan(0);
  });

  it('comes with the words of the judge', async () => {
    models.behave(answering('It is fine.'));
    expect(await ask()).toMatchObject({ state: VerdictState.UNSCORED, words: 'It is fine.' });
  });

  it('is not asked for again after a filter', async () => {
    models.behave(answering('', 'content_filter'));
    expect(await ask()).toMatchObject({ attempts: 1, usage: { calls: 1 } });
  });

  it('is asked for in words after an answer of nothing', async () => {
    models.behave(answering(''), GOOD);
    expect(await ask()).toMatchObject({ state: VerdictState.SCORED, attempts: 2 });
    expect(models.seen.map(({ body }) => 'response_format' in body)).toEqual([true, false]);
  });

  it('keeps to the limit of its request', async () => {
    models.behave(GOOD);
    await ask({ maxOutputTokens: 777 });
    expect(models.seen[0]?.body).toMatchObject({ max_tokens: 777 });
  });

  it('counts the calls that failed', async () => {
    models.behave(failingWith(500), GOOD);
    expect(await ask()).toMatchObject({ state: VerdictState.SCORED, usage: { calls: 2 } });
  });

  it('of a simulated judge is marked as such', async () => {
    const verdict = await ask({ judgeModel: 'sim/gpt-4o', seed: 1 });
    expect(verdict).toMatchObject({ state: VerdictState.SCORED, simulated: true });
  });
});

describe('a request id', () => {
  it('has one verdict, which is given again without asking', async () => {
    const requestId = freshId();
    models.behave(GOOD);
    const first = await ask({ requestId });
    models.behave(answering(verdictText(1)));
    // The judge's words are not kept here: they may quote the person.
    expect(await ask({ requestId })).toEqual({ ...first, words: '', justifications: undefined });
    expect(models.seen).toHaveLength(0);
  });

  it('is asked for once when it comes several times at once', async () => {
    const requestId = freshId();
    models.behave(later(GOOD));
    const verdicts = await Promise.all([1, 2, 3].map(() => ask({ requestId })));
    expect(models.seen).toHaveLength(1);
    expect(verdicts[1]).toEqual(verdicts[0]);
  });

  it('goes on for the others when the one who began it leaves', async () => {
    const requestId = freshId();
    const gate = Promise.withResolvers<void>();
    models.behave((response, asked) => void gate.promise.then(() => GOOD(response, asked)));
    const leaving = new AbortController();
    const first = judge.judge({ ...request, requestId }, { signal: leaving.signal });
    first.catch(() => undefined);
    while (models.seen.length === 0) await pause(5);
    const second = ask({ requestId });
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    await pause(20);
    gate.resolve();
    expect(await second).toMatchObject({ state: VerdictState.SCORED });
  });

  it('as long as allowed works', async () => {
    expect(await ask({ requestId: 'x'.repeat(200) })).toMatchObject({ state: VerdictState.SCORED });
  });

  it('cannot be used for something else', async () => {
    const requestId = freshId();
    await ask({ requestId });
    await expect(ask({ requestId, response: 'another one' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
      violations: [{ field: 'request_id' }],
    });
  });

  it('of another key is apart, whatever it was used for', async () => {
    const requestId = freshId();
    await ask({ requestId });
    models.behave(answering(verdictText(1)));
    const { verdict } = await anothersJudge.judge({ ...request, requestId, response: 'another one' });
    expect(verdict?.scores?.mean).not.toBe((await ask({ requestId })).scores?.mean);
    expect(models.seen).toHaveLength(1);
  });

  it('may be tried again after the judge could not be reached', async () => {
    const requestId = freshId();
    models.behave(failingWith(503));
    expect(await ask({ requestId })).toMatchObject({ unscoredReason: UnscoredReason.JUDGE_UNAVAILABLE });
    models.behave(GOOD);
    expect(await ask({ requestId })).toMatchObject({ state: VerdictState.SCORED });
  });

  it('leaves nothing of what was said in the database', async () => {
    await ask({ requestId: freshId() });
    const { rows } = await database.pool.query<{ line: string }>(
      'SELECT v::text AS line FROM judge.verdict v',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ line }) => line).join('\n')).not.toContain('canary');
  });
});

describe('an error', () => {
  it('names a model that nobody serves', async () => {
    await expect(ask({ judgeModel: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('names an unknown attribute and does not repeat it', async () => {
    const wrong = ask({ profile: { values: { [CANARY]: 'x' } } });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(wrong).rejects.not.toThrow(CANARY);
  });

  it('comes when the deadline passes, and the model is asked no more', async () => {
    const dropped = Promise.withResolvers<void>();
    models.behave((response) => void response.on('close', () => dropped.resolve()));
    const late = judge.judge({ ...request }, { timeoutMs: 2_000 });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await dropped.promise;
    expect(models.seen).toHaveLength(1);
  });
});

describe('a stream', () => {
  it('judges several at once, and an item that fails harms only itself', async () => {
    let atOnce = 0;
    let most = 0;
    models.behave((response, asked) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setTimeout(() => {
        atOnce -= 1;
        GOOD(response, asked);
      }, 30);
    });
    async function* items() {
      for (let i = 0; i < 20; i += 1) {
        const judgeModel = i === 3 ? 'nobody' : 'real-model';
        yield { itemId: i === 5 ? '' : `i${i === 7 ? 6 : i}`, request: { ...request, judgeModel } };
      }
    }
    const outcomes: JudgeStreamResponse[] = [];
    for await (const response of judge.judgeStream(items())) outcomes.push(response);
    expect(outcomes).toHaveLength(20);
    const failed = outcomes.flatMap(({ itemId, outcome }) =>
      outcome?.$case === 'error' ? [[itemId, outcome.value.code]] : [],
    );
    expect(failed.sort()).toEqual([
      ['', 3],
      ['i3', 5],
      ['i6', 6],
    ]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('takes no more items than it can judge', async () => {
    const gate = Promise.withResolvers<void>();
    models.behave((response, asked) => void gate.promise.then(() => GOOD(response, asked)));
    let given = 0;
    async function* items() {
      for (; given < 300; given += 1) {
        yield { itemId: `i${given}`, request: { ...request, response: 'x'.repeat(100_000) } };
      }
    }
    const answers = (async () => {
      let count = 0;
      for await (const { outcome } of judge.judgeStream(items()))
        if (outcome?.$case === 'verdict') count += 1;
      return count;
    })();
    while (models.seen.length < 4) await pause(5);
    await pause(200);
    expect(models.seen).toHaveLength(4);
    expect(given).toBeLessThan(250);
    gate.resolve();
    expect(await answers).toBe(300);
  });
});

function later(behaviour: Behaviour): Behaviour {
  return (response, asked) => void pause(50).then(() => behaviour(response, asked));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
