import { BuildControl, LibraryBuilds } from '@rookery/benchmark-library-builds';
import { RunControl } from '@rookery/benchmark-runs';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  Contents,
  DataSetStore,
  GivenAnswerStore,
  RunStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import { IdleRuns } from '@rookery/benchmark-storage/testing';
import { Syntheses } from '@rookery/benchmark-synthesis';
import {
  Capability,
  LibraryBuildServiceDefinition,
  Model,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  SynthesisServiceDefinition,
  type LibraryBuildServiceClient,
  type RunServiceClient,
  type ScenarioServiceClient,
  type SynthesisServiceClient,
} from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { openJobs } from '@rookery/shared-jobs';
import { createLog, runAsJob, type Caller } from '@rookery/shared-runtime';
import { startService } from '@rookery/shared-server';
import { client, connect } from '@rookery/shared-transport';
import { benchmarkServices } from '../benchmark-services.ts';
import { openPeople } from '../open-people.ts';
import { openExperiments } from '../open-experiments.ts';

/**
 * The benchmark's handlers behind a socket of this process, over a database of their own. They meet one model and a planner that
 * finds nothing wrong; nobody works on jobs.
 */
export class BenchmarkInProcess {
  readonly database: Database;
  readonly scenarios: ScenarioServiceClient;
  readonly runs: RunServiceClient;
  readonly builds: LibraryBuildServiceClient;
  readonly syntheses: SynthesisServiceClient;
  readonly #opened: AsyncDisposableStack;

  private constructor(database: Database, address: string, opened: AsyncDisposableStack) {
    const channel = opened.adopt(connect(address), (open) => open.close());
    this.database = database;
    this.scenarios = client(ScenarioServiceDefinition, channel);
    this.runs = client(RunServiceDefinition, channel);
    this.builds = client(LibraryBuildServiceDefinition, channel);
    this.syntheses = client(SynthesisServiceDefinition, channel);
    this.#opened = opened;
  }

  static async start(): Promise<BenchmarkInProcess> {
    const opened = new AsyncDisposableStack();
    const database = opened.adopt(await testDatabase(), (open) => open.close());
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    const contents = new Contents(database);
    const scenarios = new ScenarioStore(database, contents);
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
    // Nobody works on its jobs here.
    const nobody = (): never => {
      throw new Error('nobody is asked');
    };
    const synthesisJobs = await openJobs({
      database,
      schema: BENCHMARK_SCHEMA,
      kind: new Syntheses({
        database,
        contents,
        scenarios,
        inference: { generate: nobody, embed: nobody },
        probe,
        log: silentLog,
      }),
      log: silentLog,
      runAsJob,
    });
    opened.defer(() => synthesisJobs.stop());
    const capabilities = [Capability.GENERATE];
    const inference = {
      models: async () => [
        Model.fromPartial({ id: 'sim/gpt-4o', capabilities, simulated: true }),
        Model.fromPartial({ id: 'sim/embedder', capabilities: [Capability.EMBED], simulated: true }),
      ],
    };
    const stores = {
      dataSets: new DataSetStore(database),
      scenarios,
      answers: new GivenAnswerStore(database),
      runs: new RunStore(database),
    };
    const libraries = { getLibrary: async () => ({ library: undefined }) };
    const runControl = new RunControl({ ...stores, jobs: runJobs, inference, libraries });
    const buildControl = new BuildControl({ ...stores, jobs: buildJobs, planner });
    const experiments = await openExperiments(
      { database, log: silentLog, runAsJob },
      {
        ...stores,
        runs: { jobs: runJobs, control: runControl },
        builds: { jobs: buildJobs, control: buildControl },
        planner,
        probe,
        comparisons: {
          comparePlanners: nobody,
          watchComparison: nobody,
          getComparison: nobody,
          resumeComparison: nobody,
          cancelComparison: nobody,
        },
        libraries: { findPaths: nobody, reindexLibrary: nobody },
      },
      inference,
    );
    opened.defer(() => experiments.jobs.stop());
    const people = await openPeople(
      { database, log: silentLog, runAsJob },
      { contents, upkeep: undefined },
      { findHeld: nobody, eraseHeld: nobody, exportHeld: nobody },
    );
    opened.defer(() => people.jobs.stop());
    const service = await startService({
      name: 'benchmark',
      host: '127.0.0.1',
      port: 0,
      log: createLog('benchmark', 'silent'),
      services: benchmarkServices({
        database,
        contents,
        ...stores,
        runJobs,
        runControl,
        buildJobs,
        synthesisJobs,
        inference,
        buildControl,
        experiments,
        people,
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
