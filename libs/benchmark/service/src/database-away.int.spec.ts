import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgentServiceDefinition,
  ConverseReply,
  ConverseStart,
  JobState,
  LibraryServiceDefinition,
  MessageReading,
  ResultView,
  Status,
  type AgentServiceClient,
  type ConverseRequest,
  type RunServiceClient,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { breakableLink, testDatabase, type BreakableLink } from '@rookery/shared-database/testing';
import { PATIENCE_MS, Platform } from '@rookery/shared-platform-processes';
import { clientsOf, create, finished, importOwn, runOf } from './testing/requests.ts';

const AWAY = { code: 'UNAVAILABLE', reason: 'DATABASE_AWAY', retryAfterMs: expect.any(Number) };

const START: ConverseRequest = {
  event: {
    $case: 'start',
    value: ConverseStart.fromPartial({
      query: 'How can I sleep a whole weekend through?',
      model: 'sim/qwq-32b',
      completenessThreshold: 5,
      maxQuestions: 3,
      seed: 7,
      reading: MessageReading.LITERAL,
    }),
  },
};

describe('while the database is away', () => {
  let database: Database;
  let link: BreakableLink;
  let platform: Platform;
  let runs: RunServiceClient;
  let agent: AgentServiceClient;
  let run: string;

  beforeAll(async () => {
    database = await testDatabase();
    link = await breakableLink(database.connectionString);
    platform = await Platform.start({ DATABASE_URL: link.connectionString });
    const { scenarios, runs: runService } = clientsOf(platform);
    runs = runService;
    agent = platform.client('planner', AgentServiceDefinition);
    await importOwn(scenarios, 'own');
    run = (await finished(runs, (await create(runs, runOf({ statuses: [Status.VANILLA] }))).name)).name;
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await platform.stop();
    await link[Symbol.asyncDispose]();
    await database.close();
  }, PATIENCE_MS);

  /** What a conversation that is fed these comes to. */
  async function converse(
    events: AsyncIterable<ConverseRequest>,
    onQuestion: () => void = () => undefined,
  ): Promise<void> {
    for await (const { event } of agent.converse(events)) if (event?.$case === 'question') onQuestion();
  }

  async function* starting(): AsyncGenerator<ConverseRequest> {
    yield START;
  }

  it(
    'lists, reports and conversations are UNAVAILABLE with a time, and go on afterwards',
    async () => {
      const asked = Promise.withResolvers<void>();
      const broken = Promise.withResolvers<void>();
      async function* talking(): AsyncGenerator<ConverseRequest> {
        yield START;
        await broken.promise;
        yield {
          event: {
            $case: 'reply',
            value: ConverseReply.fromPartial({ answer: { $case: 'text', value: 'Not well' } }),
          },
        };
      }
      const conversation = converse(talking(), () => asked.resolve());
      await Promise.race([asked.promise, conversation]);
      link.break();
      broken.resolve();
      const libraries = platform.client('planner', LibraryServiceDefinition);
      const calls: Readonly<Record<string, Promise<unknown>>> = {
        'a conversation under way': conversation,
        'a new conversation': converse(starting()),
        ListSessions: agent.listSessions({}),
        ListRuns: runs.listRuns({}),
        GetRun: runs.getRun({ name: run }),
        GetReport: runs.getReport({ name: run }),
        PlanPower: runs.planPower({ name: run, difference: 0.1 }),
        ListResults: runs.listResults({ parent: run, view: ResultView.BASIC }),
        CreateRun: create(runs, runOf({ statuses: [Status.VANILLA] })),
        ListLibraries: libraries.listLibraries({}),
      };
      const settled = await Promise.allSettled(Object.values(calls));
      const outcomes = Object.fromEntries(
        Object.keys(calls).map((name, index) => {
          const outcome = settled[index];
          return [name, outcome?.status === 'rejected' ? outcome.reason : 'done'] as const;
        }),
      );
      expect(outcomes).toEqual(
        Object.fromEntries(Object.keys(calls).map((name) => [name, expect.objectContaining(AWAY)])),
      );
      link.restore();
      await platform.ready();
      expect((await runs.listRuns({})).runs.map(({ name }) => name)).toContain(run);
      await converse(starting());
    },
    2 * PATIENCE_MS,
  );

  it(
    'a run waits, and ends with every sample',
    async () => {
      const { name } = await create(
        runs,
        runOf({ statuses: [Status.VANILLA, Status.AGENT], concurrency: 4 }),
      );
      link.break();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      link.restore();
      expect(await finished(runs, name)).toMatchObject({
        state: JobState.SUCCEEDED,
        samplesFailed: 0,
        samplesUnscored: 0,
      });
    },
    2 * PATIENCE_MS,
  );

  it(
    'a run waits as well while the database takes no writes',
    async () => {
      const { name } = await create(
        runs,
        runOf({ statuses: [Status.VANILLA, Status.AGENT], concurrency: 4 }),
      );
      const own = new URL(database.connectionString).pathname.slice(1);
      await database.pool.query(`ALTER DATABASE ${own} SET default_transaction_read_only = on`);
      // Sessions keep what they began with: all have to begin anew.
      link.break();
      link.restore();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await database.pool.query(`ALTER DATABASE ${own} RESET default_transaction_read_only`);
      expect(await finished(runs, name)).toMatchObject({
        state: JobState.SUCCEEDED,
        samplesFailed: 0,
        samplesUnscored: 0,
      });
    },
    2 * PATIENCE_MS,
  );
});
