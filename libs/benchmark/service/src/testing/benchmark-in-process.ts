import { LibraryBuilds } from '@rookery/benchmark-library-builds';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  DataSetStore,
  GivenAnswerStore,
  RunStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import { IdleRuns } from '@rookery/benchmark-storage/testing';
import {
  Capability,
  LibraryBuildServiceDefinition,
  Model,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  type LibraryBuildServiceClient,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { openJobs } from '@rookery/shared-jobs';
import { createLog, runAsJob, type Caller } from '@rookery/shared-runtime';
import { startService } from '@rookery/shared-server';
import { client, connect } from '@rookery/shared-transport';
import { benchmarkServices } from '../benchmark-services.ts';

/**
 * The benchmark's handlers behind a socket of this process, over a database of their own. They meet one model and a planner that
 * finds nothing wrong; nobody works on jobs.
 */
export class BenchmarkInProcess {
  readonly database: Database;
  readonly scenarios: ScenarioServiceClient;
  readonly runs: RunServiceClient;
  readonly builds: LibraryBuildServiceClient;
  readonly #opened: AsyncDisposableStack;

  private constructor(database: Database, address: string, opened: AsyncDisposableStack) {
    const channel = opened.adopt(connect(address), (open) => open.close());
    this.database = database;
    this.scenarios = client(ScenarioServiceDefinition, channel);
    this.runs = client(RunServiceDefinition, channel);
    this.builds = client(LibraryBuildServiceDefinition, channel);
    this.#opened = opened;
  }

  static async start(): Promise<BenchmarkInProcess> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    const scenarios = new ScenarioStore(database);
    const planner = { async *plan(): AsyncGenerator<never> {} };
    const { jobs: runJobs } = await IdleRuns.open(database);
    opened.defer(() => runJobs.stop());
    const probe = (): Promise<void> => Promise.resolve();
    const buildJobs = await openJobs({
      database,
      schema: BENCHMARK_SCHEMA,
      kind: new LibraryBuilds({ database, scenarios, planner, probe, log: silentLog }),
      log: silentLog,
      runAsJob,
    });
    opened.defer(() => buildJobs.stop());
    const capabilities = [Capability.GENERATE];
    const service = await startService({
      name: 'benchmark',
      host: '127.0.0.1',
      port: 0,
      log: createLog('benchmark', 'silent'),
      services: benchmarkServices({
        database,
        dataSets: new DataSetStore(database),
        scenarios,
        answers: new GivenAnswerStore(database),
        runs: new RunStore(database),
        runJobs,
        buildJobs,
        inference: {
          models: async () => [Model.fromPartial({ id: 'sim/gpt-4o', capabilities, simulated: true })],
        },
        libraries: { getLibrary: async () => ({ library: undefined }) },
        planner,
      }),
      graceMs: 100,
    });
    opened.defer(() => service.close());
    return new BenchmarkInProcess(database, service.address, opened);
  }

  /** Makes calls as somebody. */
  as<Result>(caller: Caller, calls: () => Promise<Result>): Promise<Result> {
    return runAsJob({ caller, signal: new AbortController().signal }, calls);
  }

  close(): Promise<void> {
    return this.#opened.disposeAsync();
  }
}
