import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JobState,
  ResultReason,
  ResultState,
  Status,
  type Result,
  type Run,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { silent, startModelServer, type ModelServer } from '@rookery/shared-scripted-model-server';
import { eventually, PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import { clientsOf, create, finished, importRows, resultsOf, runOf } from './testing/requests.ts';
import { CASES, UNRULY_MODEL, unruly, type Case } from './testing/unruly-model.ts';

/** The whole road against a real HTTP server that misbehaves: every sample ends scored, or not with a reason. */
describe('a run on a model server that misbehaves', () => {
  let server: ModelServer;
  let platform: Platform;
  let scenarios: ScenarioServiceClient;
  let runs: RunServiceClient;
  let run: Run;
  const byCase = new Map<Case, Result[]>();
  const CANARY = 'quiet-heron';

  beforeAll(async () => {
    server = await startModelServer();
    server.behave(unruly());
    platform = await Platform.start({
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'sk-for-tests-only-0123456789',
      ROOKERY_OPENAI_MODELS: UNRULY_MODEL,
      ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: '5000',
      ROOKERY_OPENAI_IDLE_TIMEOUT_MS: '500',
      // One more than the server fails in a row where it recovers.
      ROOKERY_OPENAI_MAX_ATTEMPTS: '2',
    });
    ({ scenarios, runs } = clientsOf(platform));
    const rows = CASES.flatMap((one) =>
      ['a', 'b'].map((person) => ({
        query: `Question of ${person} in case-${one}. ${CANARY}`,
        domain: 'life',
        origin: 'own',
        age: person,
        emotional_state: 'Calmness',
      })),
    );
    await importRows(
      scenarios,
      'own',
      rows.map((row) => JSON.stringify(row)),
    );
    const spec = runOf({
      models: [UNRULY_MODEL],
      judgeModel: UNRULY_MODEL,
      statuses: [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT],
    });
    run = await finished(runs, (await create(runs, spec)).name);
    const all = await scenarios.listScenarios({ filter: undefined, pageSize: 100, pageToken: '' });
    const queries = new Map(all.scenarios.map(({ name, query }) => [name, query]));
    for (const result of await resultsOf(runs, run.name)) {
      const query = queries.get(result.scenario) ?? '';
      const named = CASES.find((one) => query.includes(`case-${one}.`));
      if (named !== undefined) byCase.set(named, [...(byCase.get(named) ?? []), result]);
    }
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await platform.stop();
    await server.close();
  }, PATIENCE_MS);

  it('comes to its end with a result for every sample', () => {
    expect(run).toMatchObject({
      state: JobState.INCOMPLETE,
      samplesTotal: 48,
      samplesDone: 48,
      simulated: false,
    });
    expect(run.stateReason).toContain('24 of 48 samples failed');
    expect(run.stateReason).toContain('resuming tries 24 of them again');
    expect([...byCase.values()].map((results) => results.length)).toEqual(CASES.map(() => 6));
  });

  it.each<[Case, ResultState, ResultReason]>([
    ['fine', ResultState.SCORED, ResultReason.UNSPECIFIED],
    ['always-500', ResultState.FAILED, ResultReason.MODEL_SERVER_DOWN],
    ['always-stalls', ResultState.FAILED, ResultReason.MODEL_SERVER_DOWN],
    ['always-broken-json', ResultState.FAILED, ResultReason.ANSWER_TORN],
    ['empty-answer', ResultState.FAILED, ResultReason.EMPTY_ANSWER],
    ['truncated-verdict', ResultState.UNSCORED, ResultReason.VERDICT_TRUNCATED],
    ['verdict-out-of-range', ResultState.UNSCORED, ResultReason.VERDICT_OUT_OF_RANGE],
    ['verdict-in-prose', ResultState.UNSCORED, ResultReason.VERDICT_UNREADABLE],
  ])('ends %s as it should', (named, state, reason) => {
    const ends = (byCase.get(named) ?? []).map((result) => ({ state: result.state, reason: result.reason }));
    expect(ends).toEqual(Array.from({ length: 6 }, () => ({ state, reason })));
  });

  it('reports it: nothing simulated, every reason counted, tokens counted', async () => {
    const { report } = await runs.getReport({ name: run.name });
    expect(report?.title).not.toContain('SIMULATED');
    for (const row of report?.rows ?? []) {
      expect(row.scored).toBe(2);
      const counts = (reasons: typeof row.failedByReason) =>
        reasons.map(({ reason, samples }) => ({ reason, samples }));
      expect(counts(row.failedByReason)).toEqual([
        { reason: ResultReason.EMPTY_ANSWER, samples: 2 },
        { reason: ResultReason.ANSWER_TORN, samples: 2 },
        { reason: ResultReason.MODEL_SERVER_DOWN, samples: 4 },
      ]);
      for (const { detail } of row.failedByReason) {
        expect(detail).not.toBe('');
        expect(detail).not.toContain(CANARY);
      }
      expect(counts(row.unscoredByReason)).toEqual([
        { reason: ResultReason.VERDICT_UNREADABLE, samples: 2 },
        { reason: ResultReason.VERDICT_TRUNCATED, samples: 2 },
        { reason: ResultReason.VERDICT_OUT_OF_RANGE, samples: 2 },
      ]);
      expect(row.usage?.inputTokens).toBeGreaterThan(0);
    }
  });

  it('logs no word of a person', () => {
    expect(platform.output).not.toContain(CANARY);
  });

  it('has in its books what was in flight when it was cancelled, as calls without a known price', async () => {
    server.behave(silent);
    const before = server.seen.length;
    const asked = (): number => server.seen.length - before;
    const spec = runOf({ models: [UNRULY_MODEL], judgeModel: UNRULY_MODEL, concurrency: 4 });
    const { name } = await create(runs, spec);
    await eventually('four calls are in flight', () => asked() === 4);
    await runs.cancelRun({ name });
    await Promise.all(server.seen.slice(before).map(({ disconnected }) => disconnected));
    await eventually('they are in the books', async () => {
      const { run: cancelled } = await runs.getRun({ name });
      return cancelled?.usage?.calls === 4 && cancelled.usage.unpricedCalls === 4;
    });
    expect(asked()).toBe(4);
  });
});
