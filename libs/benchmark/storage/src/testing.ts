import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSettings } from '@rookery/benchmark-samples';
import type { Database } from '@rookery/shared-database';
import { silentLog } from '@rookery/shared-database/testing';
import { openJobs, requestDigest, type JobLimits, type Jobs } from '@rookery/shared-jobs';
import { keysAtRest } from '@rookery/shared-sealing/testing';
import { Contents } from './contents/contents.ts';
import { sealedBenchmark } from './contents/sealed-benchmark.ts';
import type { RunProgress, RunRecord } from './run-record.ts';
import { RunStore, type RunContent } from './run-store.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { STORED_SETTINGS } from './stored-settings.ts';

/** Runs that nobody works on, to look at what is stored of them. */
export class IdleRuns {
  readonly jobs: Jobs<RunSettings, RunProgress>;
  readonly #store: RunStore;

  private constructor(jobs: Jobs<RunSettings, RunProgress>, store: RunStore) {
    this.jobs = jobs;
    this.#store = store;
  }

  /** The schema has been migrated. */
  static async open(database: Database): Promise<IdleRuns> {
    const store = new RunStore(database);
    const idle = (): Promise<never> => Promise.reject(new Error('nobody works on these runs'));
    const jobs = await openJobs({
      database,
      schema: BENCHMARK_SCHEMA,
      kind: {
        name: 'runs',
        spec: STORED_SETTINGS,
        open: () => store.open(),
        reopen: (transaction, job) => store.reopen(transaction, job),
        progress: (runs) => store.progress(runs),
        do: idle,
        settle: idle,
      },
      log: silentLog,
      runAsJob: (_, work) => work(),
    });
    return new IdleRuns(jobs, store);
  }

  create(
    settings: RunSettings,
    content: RunContent,
    { owner = 'anna', limits }: { readonly owner?: string; readonly limits?: JobLimits } = {},
  ): Promise<RunRecord> {
    const request = {
      owner,
      asOperator: false,
      requestId: '',
      digest: requestDigest(settings),
      spec: settings,
    };
    return this.jobs.create(limits === undefined ? request : { ...request, limits }, (transaction, job) =>
      this.#store.lay(transaction, job, content),
    );
  }
}

/** Contents of a database that is sealed from now on, also what lay plain. */
export interface SealedDatabase {
  readonly contents: Contents;
  /** Seals what has come plain since. */
  readonly seal: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Seals what a migrated database holds, with keys in a folder of their own. */
export async function sealDatabase(database: Database): Promise<SealedDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
  const { sealing, upkeep } = await keysAtRest(database, sealedBenchmark(database), folder, 'benchmark');
  const seal = async (): Promise<void> => void (await upkeep.replace(new AbortController().signal));
  await seal();
  return {
    contents: new Contents(database, sealing),
    seal,
    close: () => rm(folder, { recursive: true }),
  };
}
