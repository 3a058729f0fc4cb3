import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importOwnScenarios, OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { Rookery } from '@rookery/shared-client';
import { InferenceServiceDefinition, JobState, Status, type Run } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { asRookeryError } from '@rookery/shared-errors';
import {
  converse,
  eventually,
  hasOwnNames,
  PATIENCE_MS,
  patiently,
  ReplicatedPlatform,
  seeded,
  SERVICES,
} from '@rookery/shared-platform-processes';

const DATA_SET = 'dataSets/replicas';
const MODEL = 'sim/gpt-4o';
const GATEWAYS = 2;
const REPLICAS = 3;
const REPETITIONS = 2;
const SAMPLES = OWN_SCENARIOS.length * 2 * REPETITIONS;
const PEOPLE = 4;
const CONVERSATIONS = 6;
const ROUNDS = 3;
const SHARE = 0.3;

(hasOwnNames() ? describe : describe.skip)(
  `${REPLICAS} replicas of each service, of which ${100 * SHARE}% die at a time (needs a user that may mount)`,
  () => {
    let database: Database;
    let platform: ReplicatedPlatform;
    beforeAll(async () => {
      database = await testDatabase();
      platform = await ReplicatedPlatform.start({
        databaseUrl: database.connectionString,
        replicas: SERVICES.flatMap((service) =>
          Array.from({ length: service === 'gateway' ? GATEWAYS : REPLICAS }, (_, index) => ({
            service,
            number: index + 1,
          })),
        ),
        variables: { ROOKERY_SIM_LATENCY_MS: '40', ROOKERY_LOG_LEVEL: 'error' },
      });
    }, PATIENCE_MS);
    afterAll(async () => {
      await platform.stop();
      await database.close();
    }, PATIENCE_MS);

    it(
      'end a run with each result once, and conversations with every fact',
      async () => {
        const rookery = new Rookery({ address: platform.gateways });
        const models = rookery.service(InferenceServiceDefinition);
        await patiently('the platform serves', () => models.listModels({}));
        await patiently('the scenarios are imported', () => importOwnScenarios(rookery.scenarios, DATA_SET));
        const { run } = await patiently('a run is created', () =>
          rookery.runs.createRun({
            requestId: 'replicas',
            spec: {
              filter: { dataSet: DATA_SET },
              models: [MODEL],
              statuses: [Status.VANILLA, Status.AGENT],
              repetitions: REPETITIONS,
              judgeModel: MODEL,
              concurrency: 16,
            },
          }),
        );
        const name = run?.name ?? '';
        const done = async (): Promise<Run | undefined> =>
          (await patiently('the run is seen', () => rookery.runs.getRun({ name }))).run;

        const people = Array.from({ length: PEOPLE }, async (_, person) => {
          const wrong: string[] = [];
          for (let turn = 0; turn < CONVERSATIONS; turn += 1) {
            const { query } = OWN_SCENARIOS[(person * CONVERSATIONS + turn) % OWN_SCENARIOS.length] ?? {
              query: '',
            };
            const found = await converse(rookery, { query, model: MODEL }).catch((caught: unknown) => [
              asRookeryError(caught).message,
            ]);
            wrong.push(...found);
          }
          return wrong;
        });
        const random = seeded(13);
        const killed: string[] = [];
        for (let round = 1; round <= ROUNDS; round += 1) {
          const share = (SAMPLES * round) / (ROUNDS + 2);
          await eventually(
            `sample ${share}\n${platform.output}`,
            async () => ((await done())?.samplesDone ?? 0) >= share,
          );
          killed.push(...(await platform.kill(SHARE, random)));
        }
        expect(killed.length).toBeGreaterThanOrEqual(ROUNDS * 4);
        await eventually(
          `the end\n${platform.output}`,
          async () => (await done())?.state === JobState.SUCCEEDED,
        );
        expect(await done()).toMatchObject({ samplesDone: SAMPLES, samplesTotal: SAMPLES, samplesFailed: 0 });
        const { rows: counted } = await database.pool.query<{ all: string; keys: string }>(
          `SELECT count(*) AS all, count(DISTINCT (scenario_id, model, status, repetition)) AS keys FROM benchmark.outcome`,
        );
        expect(counted).toEqual([{ all: String(SAMPLES), keys: String(SAMPLES) }]);
        expect((await Promise.all(people)).flat()).toEqual([]);
        await rookery[Symbol.asyncDispose]();
      },
      3 * PATIENCE_MS,
    );
  },
);
