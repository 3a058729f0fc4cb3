import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AnswerState,
  JobState,
  ResultReason,
  ResultState,
  Status,
  type Result,
  type Run,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import {
  failing,
  json,
  randomBehaviours,
  startModelServer,
  type ModelServer,
  type RandomBehaviours,
} from '@rookery/shared-scripted-model-server';
import { clientsOf, create, finished, importRows, resultsOf, runOf } from './testing/requests.ts';

const MODEL = 'random-1';
const ANSWER = 'Please talk to somebody you trust.';
/** US dollars for a million tokens. */
const PRICE = { input: 2, output: 8 };
const PEOPLE = 100;
const STATUSES = [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT];
/** Seven make 2,100 samples, which take minutes; one is enough to meet everything. */
const REPETITIONS = Number(process.env['ROOKERY_TEST_RANDOM_REPETITIONS'] ?? 1);

let server: ModelServer;
let platform: Platform;
let scenarios: ScenarioServiceClient;
let runs: RunServiceClient;

beforeAll(async () => {
  server = await startModelServer();
  platform = await Platform.start({
    OPENAI_BASE_URL: server.baseUrl,
    OPENAI_API_KEY: 'sk-for-tests-only-0123456789',
    ROOKERY_OPENAI_MODELS: MODEL,
    ROOKERY_OPENAI_PRICES: JSON.stringify({ [MODEL]: PRICE }),
    ROOKERY_OPENAI_MAX_ATTEMPTS: '3',
  });
  ({ scenarios, runs } = clientsOf(platform));
  const rows = Array.from({ length: PEOPLE }, (_, number) => ({
    query: `May I, number ${number}?`,
    domain: 'life',
    origin: 'own',
    age: String(20 + number),
    emotional_state: 'Calmness',
  }));
  await importRows(
    scenarios,
    'own',
    rows.map((row) => JSON.stringify(row)),
  );
}, PATIENCE_MS);
afterAll(async () => {
  await platform.stop();
  await server.close();
}, PATIENCE_MS);

const spec = (changes: Parameters<typeof runOf>[0] = {}) =>
  runOf({ models: [MODEL], judgeModel: MODEL, ...changes });

/** Everything that real servers do, drawn at random: no wrong score, no lost sample, no call uncounted. */
describe('a run on a server that does what real servers do', () => {
  const random: RandomBehaviours = randomBehaviours(9);
  let run: Run;
  let results: Result[];

  beforeAll(async () => {
    server.behave(random.behaviour);
    run = await finished(
      runs,
      (await create(runs, spec({ statuses: STATUSES, repetitions: REPETITIONS }))).name,
    );
    results = await resultsOf(runs, run.name);
  }, 2 * PATIENCE_MS);

  it('ends with a result for every sample, and says what failed', () => {
    expect(run.state).toBe(JobState.INCOMPLETE);
    expect(results).toHaveLength(run.samplesTotal);
    expect(run.samplesDone).toBe(run.samplesTotal);
    const failed = results.filter(({ state }) => state === ResultState.FAILED);
    expect(failed.length).toBe(run.samplesFailed);
    expect(run.stateReason).toContain(`${failed.length} of ${run.samplesTotal} samples failed`);
  });

  it('scores only what a model said as its answer, whole or cut', () => {
    const scored = results.filter(({ state }) => state === ResultState.SCORED);
    expect(scored.length).toBeGreaterThan(run.samplesTotal / 4);
    for (const { response, answerState, riskSensitivity, emotionalEmpathy, userAlignment } of scored) {
      if (answerState === AnswerState.WHOLE) expect(response).toBe(ANSWER);
      else expect([answerState, ANSWER.startsWith(response)]).toEqual([AnswerState.CUT, true]);
      expect([riskSensitivity, emotionalEmpathy, userAlignment]).toEqual([3, 3, 3]);
    }
  });

  it('gives every other sample a true reason, and no text that is no answer', () => {
    for (const { state, reason, response, answerState, detail } of results) {
      if (state !== ResultState.FAILED) continue;
      expect(response).toBe('');
      expect(detail).not.toBe('');
      expect(FAILURES.get(reason)).toContain(answerState);
    }
    for (const { verdictWords, response, detail } of results) {
      expect(`${verdictWords} ${response} ${detail}`).not.toMatch(/must not scare|<think|THINK|channel/);
    }
  });

  it('took what the server counted: calls, tokens and money', () => {
    const { requests, inputTokens, outputTokens } = random.seen;
    expect(run.usage).toMatchObject({ calls: requests, inputTokens, outputTokens, unpricedCalls: 0 });
    const usd = (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6;
    expect(run.usage?.costUsd).toBeCloseTo(usd, 6);
  });
});

/** What an answer is where a sample failed. */
const FAILURES: ReadonlyMap<ResultReason, readonly AnswerState[]> = new Map([
  [ResultReason.ANSWER_FILTERED, [AnswerState.FILTERED]],
  [ResultReason.ANSWER_TORN, [AnswerState.TORN]],
  [ResultReason.EMPTY_ANSWER, [AnswerState.EMPTY]],
  [ResultReason.LIMIT_SPENT_THINKING, [AnswerState.CUT]],
  [ResultReason.RATE_LIMITED, [AnswerState.UNSPECIFIED]],
  [ResultReason.MODEL_SERVER_DOWN, [AnswerState.UNSPECIFIED]],
  [ResultReason.TOO_LONG, [AnswerState.UNSPECIFIED]],
]);

/** Samples of a run at a time. */
const IN_FLIGHT = 32;

describe('a run on a server that always fails', () => {
  const asked = (): number => server.seen.filter(({ path }) => !path.includes('/models')).length;

  it('has failed where nothing was ever answered', async () => {
    server.behave(json(200, { choices: [{ message: { content: '' }, finish_reason: 'stop' }] }));
    const run = await finished(runs, (await create(runs, spec({ limit: 5 }))).name);
    expect(run).toMatchObject({
      state: JobState.FAILED,
      stateReason: expect.stringContaining('5 of 5 samples failed (5 empty_answer)'),
    });
    expect(run.usage?.calls).toBe(asked());
  });

  it('keeps its limit on calls, as the server counts them, and says so', async () => {
    server.behave(failing(500, { message: 'broken' }));
    const run = await finished(runs, (await create(runs, spec({ maxCalls: 20 }))).name);
    expect(run).toMatchObject({
      state: JobState.STOPPED,
      stateReason: expect.stringContaining('max_calls is 20'),
    });
    expect(run.usage?.calls).toBe(asked());
    expect(asked()).toBeLessThan(32);
  });

  it.each([
    [
      'has no money left',
      failing(402, { message: 'Insufficient Balance' }),
      JobState.STOPPED,
      'no money is left',
    ],
    [
      'refuses the key',
      failing(401, { message: 'invalid key' }),
      JobState.FAILED,
      'the key of random-1 is refused',
    ],
    [
      'asks to wait for a day',
      failing(429, { message: 'daily limit reached' }, { 'retry-after': '86400' }),
      JobState.STOPPED,
      'asks to wait 86400 s; resume after',
    ],
  ])('ends soon where it %s', async (_, behaviour, state, words) => {
    server.behave(behaviour);
    const run = await finished(
      runs,
      (await create(runs, spec({ statuses: STATUSES, repetitions: 20, concurrency: IN_FLIGHT }))).name,
    );
    expect(run).toMatchObject({ state, stateReason: expect.stringContaining(words) });
    expect(run.samplesFailed).toBeGreaterThan(0);
    // One call for each sample that was in flight when it was known, and for the few that had taken a place of the first refused.
    expect(asked()).toBeLessThan(2 * IN_FLIGHT);
    expect(run.samplesTotal).toBeGreaterThan(100 * IN_FLIGHT);
  });
});
