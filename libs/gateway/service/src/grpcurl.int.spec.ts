import { execFile, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { freePort, readConfig } from '@rookery/shared-runtime';
import type { RunningService } from '@rookery/shared-server';
import { gatewayConfig } from './config.ts';
import { startGateway } from './start-gateway.ts';

const hasGrpcurl = spawnSync('grpcurl', ['-version']).error === undefined;

/** What stands on the terminal of somebody who knows nothing but the address. */
(hasGrpcurl ? describe : describe.skip)('grpcurl (needs grpcurl)', () => {
  let database: Database;
  let gateway: RunningService;
  beforeAll(async () => {
    database = await testDatabase();
    const [benchmark, judge, planner] = [await freePort(), await freePort(), await freePort()];
    gateway = await startGateway(
      readConfig(gatewayConfig, {
        ROOKERY_PORT: '0',
        ROOKERY_LOG_LEVEL: 'silent',
        DATABASE_URL: database.connectionString,
        ROOKERY_BENCHMARK_ADDRESS: `127.0.0.1:${benchmark}`,
        ROOKERY_JUDGE_ADDRESS: `127.0.0.1:${judge}`,
        ROOKERY_PLANNER_ADDRESS: `127.0.0.1:${planner}`,
      }),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await database.close();
  });

  /** Its output, errors included. */
  const grpcurl = (flags: readonly string[], ...words: string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile('grpcurl', ['-plaintext', ...flags, gateway.address, ...words], (_, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });

  it('lists every service of the platform', async () => {
    const services = (await grpcurl([], 'list')).split('\n');
    expect(services).toEqual(
      expect.arrayContaining([
        'grpc.health.v1.Health',
        'rookery.benchmark.v1.RunService',
        'rookery.inference.v1.InferenceService',
        'rookery.planner.v1.AgentService',
      ]),
    );
  });

  it('describes services, messages and fields with the comments of the contracts', async () => {
    const service = await grpcurl([], 'describe', 'rookery.inference.v1.WorkerService');
    expect(service).toContain('// Takes a worker off the list at once.');
    const message = await grpcurl([], 'describe', 'rookery.benchmark.v1.Estimate');
    expect(message).toContain('// A mean with its interval.');
    expect(message).toContain('// Samples behind it.');
  });

  it('asks for health', async () => {
    const service = 'rookery.inference.v1.WorkerService';
    const health = await grpcurl(['-d', JSON.stringify({ service })], 'grpc.health.v1.Health/Check');
    expect(JSON.parse(health)).toEqual({ status: 'SERVING' });
  });

  it('reads the details of an error', async () => {
    const worker = { id: 'a', address: 'nowhere', models: [{ id: 'm' }], capacity: 1 };
    const method = 'rookery.inference.v1.WorkerService/RegisterWorker';
    const refusal = await grpcurl(['-d', JSON.stringify({ worker })], method);
    expect(refusal).toContain('Code: InvalidArgument');
    expect(refusal).toMatch(/"@type": ?"type.googleapis.com\/google.rpc.BadRequest"/);
    expect(refusal).toMatch(/"field": ?"worker.address"/);
  });
});
