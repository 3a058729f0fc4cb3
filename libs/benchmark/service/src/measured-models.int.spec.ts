import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InferenceServiceDefinition,
  PinState,
  type Report,
  type Run,
  type RunServiceClient,
  Status,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { eventually, PATIENCE_MS, Platform, ServiceProcess } from '@rookery/shared-platform-processes';
import { type ModelServer, startModelServer, vllm } from '@rookery/shared-scripted-model-server';
import { clientsOf, create, finished, importRows, runOf } from './testing/requests.ts';

const MODEL = 'Qwen/QwQ-32B';
const JUDGE = 'sim/gpt-4o';
const COMMIT = '976055f8c83f394f35dbd3ab09a285a984907bd0';
const ROOT = `/hub/models--Qwen--QwQ-32B/snapshots/${COMMIT}`;
const SERVED = { model: MODEL, root: ROOT, maxModelLen: 32_768, thinks: true };

let database: Database;
let folder: string;
let servers: ModelServer[];
let platform: Platform;
let second: ServiceProcess;
let runs: RunServiceClient;

/** Two workers of one model: one as the catalogue says, one that was told to serve on an L4. */
beforeAll(async () => {
  [database, ...servers] = await Promise.all([testDatabase(), startModelServer(), startModelServer()]);
  // A machine with a GPU has an nvidia-smi that tells of that one: here it cannot speak with its driver.
  folder = await mkdtemp(join(tmpdir(), 'rookery-no-gpu-'));
  await writeFile(join(folder, 'nvidia-smi'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
  const elsewhere = { PATH: `${folder}:${process.env['PATH']}` };
  servers[0]?.behave(vllm(SERVED));
  servers[1]?.behave(vllm({ ...SERVED, version: '0.32.1' }));
  platform = await Platform.start({
    ...elsewhere,
    OPENAI_BASE_URL: servers[0]?.baseUrl ?? '',
    ROOKERY_WORKER_ID: 'right',
    ROOKERY_NODE_LABELS:
      'nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3,nvidia.com/gpu.memory=81559,nvidia.com/gpu.count=2',
  });
  second = await ServiceProcess.start('inference-worker', {
    ...elsewhere,
    DATABASE_URL: database.connectionString,
    ROOKERY_GATEWAY_ADDRESS: platform.address('gateway'),
    ROOKERY_SIMULATED_MODELS: 'off',
    ROOKERY_WORKER_ID: 'wrong',
    ROOKERY_PIN_OVERRIDE: 'on',
    OPENAI_BASE_URL: servers[1]?.baseUrl ?? '',
    ROOKERY_NODE_LABELS:
      'nvidia.com/gpu.product=NVIDIA-L4,nvidia.com/gpu.memory=23034,nvidia.com/gpu.count=2',
  });
  const { scenarios, runs: found } = clientsOf(platform);
  runs = found;
  const rows = Array.from({ length: 24 }, (_, number) =>
    JSON.stringify({
      query: `May I, number ${number}?`,
      domain: 'life',
      origin: 'own',
      age: String(20 + number),
    }),
  );
  await importRows(scenarios, 'own', rows);
  const inference = platform.client('gateway', InferenceServiceDefinition);
  await eventually('both workers serve', async () => {
    const { models } = await inference.listModels({});
    return models.find(({ id }) => id === MODEL)?.placements.length === 2;
  });
}, PATIENCE_MS);
afterAll(async () => {
  await second.stop();
  await platform.stop();
  await rm(folder, { recursive: true });
  await Promise.all([...servers, database].map((one) => one.close()));
}, PATIENCE_MS);

const reportOf = async ({ name }: Run): Promise<Report> => {
  const { report } = await runs.getReport({ name });
  if (report === undefined) throw new Error('there is no report');
  return report;
};

describe('a run on two workers of one model that differ', () => {
  let run: Run;
  let report: Report;
  beforeAll(async () => {
    const spec = runOf({ models: [MODEL], judgeModel: JUDGE, statuses: [Status.VANILLA] });
    run = await finished(runs, (await create(runs, spec)).name);
    report = await reportOf(run);
  }, PATIENCE_MS);

  it('names exactly what was measured, with the answers that each has given', () => {
    const [measured] = report.measured;
    expect(report.measured).toHaveLength(1);
    expect(measured?.model).toBe(MODEL);
    expect(measured?.placements.reduce((sum, { answers }) => sum + answers, 0)).toBe(24);
    for (const { answers } of measured?.placements ?? []) expect(answers).toBeGreaterThan(0);
    const byWorker = new Map(
      measured?.placements.map(({ workers, placement }) => [workers.join(), placement]),
    );
    const entry = {
      name: 'qwq-32b',
      revision: COMMIT,
      version: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown,
    };
    expect(byWorker.get('right')).toMatchObject({
      state: PinState.PINNED,
      entry,
      gpus: [{ product: 'NVIDIA-H100-80GB-HBM3', count: 2, memoryMib: 81559 }],
      served: { software: 'vllm', version: '0.33.0', revision: COMMIT },
    });
    expect(byWorker.get('wrong')).toMatchObject({
      state: PinState.OVERRIDDEN,
      entry,
      findings: [
        { what: 'gpu class', wanted: '2 x H100', found: '2 x NVIDIA-L4' },
        { what: 'gpu memory', wanted: '79 GiB each', found: '22.5 GiB' },
      ],
      served: { version: '0.32.1' },
    });
  });

  it('says that they differ, and in what, and that a pin was overridden', () => {
    expect(report.measured[0]?.differences).toEqual(['pin', 'GPU', 'server version']);
    const notes = report.notes.join('\n');
    expect(notes).toMatch(
      /Qwen\/QwQ-32B: its workers DIFFER in pin, GPU, server version\..*right \(\d+ answers?\)/,
    );
    expect(notes).toMatch(
      /at wrong: catalogue entry qwq-32b@[0-9a-f]{12}, .* PIN OVERRIDDEN, .*wanted 2 x H100, found 2 x NVIDIA-L4/,
    );
    expect(notes).toContain(`at right: catalogue entry qwq-32b@`);
  });

  it(
    'says it of the same answers when they are judged again',
    async () => {
      const { run: again } = await runs.rejudgeRun({ name: run.name, judgeModel: JUDGE });
      const judged = await finished(runs, again?.name ?? '');
      expect((await reportOf(judged)).measured).toEqual(report.measured);
    },
    PATIENCE_MS,
  );
});
