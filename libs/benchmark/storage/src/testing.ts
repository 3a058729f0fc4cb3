import type { RunSettings } from '@rookery/benchmark-samples';
import type { Database } from '@rookery/shared-database';
import { silentLog } from '@rookery/shared-database/testing';
import { openJobs, requestDigest, type JobLimits, type Jobs } from '@rookery/shared-jobs';
import type { RunProgress, RunRecord } from './run-record.ts';
import { RunStore, type RunContent } from './run-store.ts';
import { BENCHMARK_SCHEMA } from './schema.ts';
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
