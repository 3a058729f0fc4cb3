import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AbstentionForm,
  JudgeProtocol,
  type ImportScenariosRequest,
  JobState,
  Origin,
  PathUse,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  Status,
  type RunSpec,
} from '@rookery/shared-contracts';
import { client, connect } from '@rookery/shared-transport';
import { freePort } from '@rookery/shared-runtime';
import { SERVICE_NAMES, type ServiceName } from './platform/service-names.ts';
import { platformServing, servesNow } from './platform/serving.ts';
import { Command } from './testing/command.ts';
import { processesMentioning } from './testing/processes.ts';

const HOST = '127.0.0.1';
/** Callers before what they call: the worst order to start in. */
const ORDER: readonly ServiceName[] = [...SERVICE_NAMES].reverse();

let folder: string;
let address: string;
const services = new Map<ServiceName, Command>();

async function variables(): Promise<Record<ServiceName, Record<string, string>>> {
  const ports = new Map<ServiceName, number>();
  for (const name of SERVICE_NAMES) ports.set(name, await freePort(HOST));
  const at = (name: ServiceName): string => `${HOST}:${ports.get(name) ?? 0}`;
  address = at('gateway');
  const shared = {
    ROOKERY_DATA: folder,
    ROOKERY_GATEWAY_ADDRESS: at('gateway'),
    ROOKERY_JUDGE_ADDRESS: at('judge'),
    ROOKERY_PLANNER_ADDRESS: at('planner'),
    ROOKERY_BENCHMARK_ADDRESS: at('benchmark'),
  };
  const entries = SERVICE_NAMES.map((name) => [name, { ...shared, ROOKERY_PORT: String(ports.get(name)) }]);
  return Object.fromEntries(entries) as Record<ServiceName, Record<string, string>>;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-services-'));
});

afterAll(async () => {
  for (const service of services.values()) service.process.kill('SIGTERM');
  for (const [name, service] of services) {
    const { exit, stderr } = await service.finished();
    expect({ name, exit, stderr }).toMatchObject({ exit: 0 });
  }
  expect(processesMentioning(folder)).toEqual([]);
  await rm(folder, { recursive: true });
}, 120_000);

describe('services started one by one', () => {
  it('become a platform when the last one is there, in whatever order they start', async () => {
    const each = await variables();
    for (const name of ORDER) {
      if (name === 'gateway') expect(await servesNow(address, AbortSignal.timeout(5_000))).toBe(false);
      services.set(name, new Command(['serve', name], each[name]));
    }
    await platformServing(address, AbortSignal.timeout(100_000));
  }, 120_000);

  it('give a run once for one request id, watch it to its end, and report it', async () => {
    const imported = new Command(['import', join(folder, 'rows.jsonl'), '--data-set', 'rows'], {
      ROOKERY_DATA: folder,
      ROOKERY_ADDRESS: address,
    });
    expect((await imported.finished()).exit).toBe(2); // The file is not there: refused before anything is sent.
    const channel = connect(address);
    try {
      await client(ScenarioServiceDefinition, channel).importScenarios(oneRow());
      const runs = client(RunServiceDefinition, channel);
      const request = { requestId: 'the same', spec: SPEC };
      const [first, second] = [await runs.createRun(request), await runs.createRun(request)];
      expect(second.run?.name).toBe(first.run?.name);
      const name = first.run?.name ?? '';
      let last = JobState.UNSPECIFIED as JobState;
      for await (const { run } of runs.watchRun({ name })) last = run?.state ?? last;
      expect(last).toBe(JobState.SUCCEEDED);
      const { report } = await runs.getReport({ name });
      expect(report?.title).toMatch(/^SIMULATED/);
      expect((await runs.listRuns({})).runs).toHaveLength(1);
      const power = new Command(['power', name, '--difference', '0.1'], {
        ROOKERY_DATA: folder,
        ROOKERY_ADDRESS: address,
      });
      const planned = await power.finished();
      expect(planned).toMatchObject({ exit: 0 });
      expect(planned.stdout).toContain('To find 0.1 points, power 0.8, alpha 0.05');
      // There is one person.
      expect(planned.stdout).toContain('cannot show how people differ');
    } finally {
      channel.close();
    }
  }, 120_000);

  it('refuse a wrong field by name, value and limit', async () => {
    const channel = connect(address);
    try {
      const runs = client(RunServiceDefinition, channel);
      await expect(runs.createRun({ spec: { ...SPEC, repetitions: 5000 } })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        violations: [
          { field: 'spec.repetitions', description: expect.stringMatching(/5000.*1000/) as unknown },
        ],
      });
    } finally {
      channel.close();
    }
  });
});

async function* oneRow(): AsyncGenerator<ImportScenariosRequest> {
  yield {
    event: { $case: 'header', value: { requestId: '', dataSet: 'dataSets/rows', withAnswers: false } },
  };
  const row = {
    source: 'real',
    scenario: 'life',
    query: 'Should I move?',
    age: '31',
    emotional_state: 'sad',
  };
  const message = { number: 1, json: JSON.stringify(row), unreadable: '' };
  yield { event: { $case: 'rows', value: { rows: [message] } } };
}

const SPEC: RunSpec = {
  filter: { dataSet: 'dataSets/rows', domains: [], origins: [Origin.REAL], split: 0 },
  limit: 0,
  models: ['sim/gpt-4o'],
  statuses: [Status.VANILLA, Status.AGENT],
  repetitions: 2,
  judgeModel: 'sim/gpt-4o',
  library: '',
  maxQuestions: undefined,
  completenessThreshold: undefined,
  abstention: AbstentionForm.UNSPECIFIED,
  pathUse: PathUse.UNSPECIFIED,
  seed: 1,
  concurrency: 0,
  maxCostUsd: undefined,
  maxCalls: undefined,
  answersOf: '',
  until: undefined,
  judgeProtocol: JudgeProtocol.UNSPECIFIED,
  judgePanel: undefined,
  batch: false,
  disclosures: [],
};
