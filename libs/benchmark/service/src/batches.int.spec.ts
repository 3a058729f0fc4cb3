import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JobState,
  Status,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { eventually, PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import {
  answering,
  completion,
  json,
  serveBatches,
  startModelServer,
  wellBehaved,
  type Behaviour,
  type BatchOutcome,
  type ModelServer,
  type ServedBatches,
} from '@rookery/shared-scripted-model-server';
import { clientsOf, create, finished, importRows, resultsOf, runOf } from './testing/requests.ts';

const [MODEL, JUDGE] = ['model-1', 'judge-2'];
const PEOPLE = 12;

const live: Behaviour = (response, request) => {
  if (request.path.endsWith('/models')) {
    const data = [MODEL, JUDGE].map((id) => ({ id, object: 'model' }));
    json(200, { object: 'list', data })(response, request);
  } else answering(wellBehaved(request))(response, request);
};

describe('a run by the batch', () => {
  let server: ModelServer;
  let platform: Platform;
  let scenarios: ScenarioServiceClient;
  let runs: RunServiceClient;

  beforeAll(async () => {
    server = await startModelServer();
    server.behave(live);
    platform = await Platform.start({
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_API_KEY: 'sk-for-tests-only-0123456789',
      ROOKERY_OPENAI_MODELS: `${MODEL},${JUDGE}`,
      ROOKERY_OPENAI_PRICES: JSON.stringify({
        [MODEL]: { input: 2, output: 10 },
        [JUDGE]: { input: 2, output: 10 },
      }),
      ROOKERY_BATCH_GATHER_MS: '300',
      ROOKERY_BATCH_POLL_MS: '200',
      ROOKERY_BATCH_ABANDON_MS: '3000',
    });
    ({ scenarios, runs } = clientsOf(platform));
    const rows = Array.from({ length: PEOPLE }, (_, person) =>
      JSON.stringify({ query: `Question ${person}`, age: String(20 + person), domain: 'life' }),
    );
    await importRows(scenarios, 'batch', rows);
  }, PATIENCE_MS);
  afterAll(async () => {
    await platform.stop();
    await server.close();
  }, PATIENCE_MS);

  const serving = (...outcomes: readonly [BatchOutcome, ...BatchOutcome[]]): ServedBatches => {
    const served = serveBatches(outcomes, live);
    server.behave(served.behaviour);
    return served;
  };
  const spec = (changes: object = {}) =>
    runOf({
      models: [MODEL],
      statuses: [Status.VANILLA, Status.CONTEXT_RICH],
      judgeModel: JUDGE,
      batch: true,
      filter: { dataSet: 'dataSets/batch', domains: [], origins: [], split: 0 },
      ...changes,
    });
  const chats = (): number => server.seen.filter(({ path }) => path.endsWith('/chat/completions')).length;

  it(
    'asks for answers and for verdicts by the batch, at half the price, and no call alone',
    async () => {
      const served = serving({ polls: 1 });
      const whole = (await runs.estimateRun({ spec: spec({ batch: false }) })).estimate?.costUsdMax ?? 0;
      const half = (await runs.estimateRun({ spec: spec() })).estimate?.costUsdMax ?? 0;
      expect(half).toBeCloseTo(whole / 2, 12);
      const run = await finished(runs, (await create(runs, spec())).name);
      expect(run).toMatchObject({
        state: JobState.SUCCEEDED,
        samplesDone: 2 * PEOPLE,
        spec: { batch: true, concurrency: 768 },
        usage: { calls: 4 * PEOPLE, inputTokens: 4 * PEOPLE * 11, outputTokens: 4 * PEOPLE * 7 },
      });
      expect(run.usage?.costUsd).toBeCloseTo((4 * PEOPLE * (11 * 2 + 7 * 10)) / 1e6 / 2, 12);
      expect(chats()).toBe(0);
      const sent = served.batches.flatMap(({ requests }) => requests);
      expect(sent).toHaveLength(4 * PEOPLE);
      expect(new Set(sent.map(({ custom_id }) => custom_id)).size).toBe(4 * PEOPLE);
      // One model each.
      for (const { requests } of served.batches)
        expect(new Set(requests.map(({ body }) => body['model'])).size).toBe(1);
      const results = await resultsOf(runs, run.name);
      expect(results.every(({ score, verdict }) => score === 3 && (verdict?.usage?.costUsd ?? 0) > 0)).toBe(
        true,
      );
      const { report } = await runs.getReport({ name: run.name });
      expect(report?.notes.join()).toContain('by the batch, at its price');

      // And its answers judged again.
      const again = serving({ polls: 1 });
      const request = { requestId: '', name: run.name, judgeModel: MODEL, concurrency: 0, batch: true };
      const rejudged = await finished(runs, (await runs.rejudgeRun(request)).run?.name ?? '');
      expect(rejudged).toMatchObject({ samplesDone: 2 * PEOPLE, spec: { batch: true } });
      expect(again.batches.flatMap(({ requests }) => requests)).toHaveLength(2 * PEOPLE);
      expect(chats()).toBe(0);
    },
    2 * PATIENCE_MS,
  );

  it(
    'outlives the death of everything in the middle of a batch, and asks for nothing twice',
    async () => {
      const served = serving({ polls: 30 }, { polls: 1 });
      const { name } = await create(runs, spec());
      await eventually('a batch at work', () => Promise.resolve(served.batches[0]?.status === 'in_progress'));
      await eventually(
        'words on it',
        async () =>
          (await runs.getRun({ name })).run?.stateReason.includes(`waits for batches: ${MODEL} 0 of`) ===
          true,
      );
      const services = ['benchmark', 'judge', 'inference-worker'] as const;
      await Promise.all(services.map((service) => platform.kill(service)));
      for (const service of services) platform.launch(service);
      await platform.ready();
      const run = await finished(runs, name);
      expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 2 * PEOPLE, samplesFailed: 0 });
      const ids = served.batches.flatMap(({ requests }) => requests.map(({ custom_id }) => custom_id));
      expect(ids).toHaveLength(new Set(ids).size);
      expect(ids).toHaveLength(4 * PEOPLE);
      expect(run.usage).toMatchObject({ calls: 4 * PEOPLE });
    },
    2 * PATIENCE_MS,
  );

  it(
    'that is cancelled has its batch cancelled, and takes up what that had done when it is resumed',
    async () => {
      const served = serving(
        { polls: 10_000, answer: (request, index) => (index % 2 === 0 ? answered(request) : undefined) },
        {},
      );
      const { name } = await create(runs, spec({ statuses: [Status.VANILLA] }));
      await eventually('a batch at work', () => Promise.resolve(served.batches[0]?.status === 'in_progress'));
      await runs.cancelRun({ name });
      await eventually('its end', () => Promise.resolve(served.batches[0]?.status === 'cancelled'));
      await runs.resumeRun({ name });
      const run = await finished(runs, name);
      expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: PEOPLE });
      const [first, ...others] = served.batches.map(({ requests }) => requests);
      expect(first).toHaveLength(PEOPLE);
      const answers = others.flat().filter(({ body }) => body['model'] === MODEL);
      expect(answers).toHaveLength(PEOPLE / 2);
    },
    2 * PATIENCE_MS,
  );

  it(
    'talks as an agent does, and has it judged by the batch',
    async () => {
      const served = serving({});
      const agent = spec({ statuses: [Status.AGENT], limit: 3, maxQuestions: 0 });
      const run = await finished(runs, (await create(runs, agent)).name);
      expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: 3 });
      expect(chats()).toBeGreaterThanOrEqual(3);
      const asked = served.batches.flatMap(({ requests }) => requests.map(({ body }) => body['model']));
      expect(asked).toEqual([JUDGE, JUDGE, JUDGE]);
      const { report } = await runs.getReport({ name: run.name });
      expect(report?.notes.join()).toContain('Conversations of the agent were live');
    },
    2 * PATIENCE_MS,
  );
});

function answered({ body }: { readonly body: Readonly<Record<string, unknown>> }) {
  const messages = body['messages'] as readonly { readonly content: string }[];
  const content = wellBehaved({ body, words: messages.map((one) => one.content).join('\n') });
  return { status: 200, body: completion(content) };
}
