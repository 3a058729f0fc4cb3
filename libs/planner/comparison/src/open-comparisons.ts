import type { Planning } from '@rookery/planner-planning';
import type { BackgroundThreads } from '@rookery/planner-pool';
import type { Database } from '@rookery/shared-database';
import { openJobs, type JobLog } from '@rookery/shared-jobs';
import { runAsJob } from '@rookery/shared-runtime';
import { openSealing, type OpenSealing } from '@rookery/shared-sealing';
import type { OpenComparisons } from './compare-planners.ts';
import { queriesPlayer } from './compare-queries.ts';
import { ComparisonKind, type ComparisonWork } from './comparison-kind.ts';
import { ComparisonStore } from './comparison-store.ts';
import { QueryContents } from './contents/query-contents.ts';
import { sealedQueries } from './contents/sealed-queries.ts';
import { migrateComparisons } from './migrations.ts';
import { playPiece } from './play-piece.ts';
import { resultOf } from './result.ts';
import { SCHEMA } from './tables.ts';

/** What playing and summing up need. */
interface Playing {
  readonly planning: Planning;
  readonly threads: BackgroundThreads;
}

/** Comparisons with the keys of what they were made on. */
interface SealedComparisons extends OpenComparisons {
  readonly contents: QueryContents;
  /** Undefined where the deployment has no keys. */
  readonly keys: OpenSealing | undefined;
}

/**
 * Opens comparisons, their state and their queue; they begin to work when they are told to.
 * @param keysFolder of the keys above those of queries; undefined: these are stored as they are
 * @param opened takes what has to be closed
 */
export async function openComparisons(
  database: Database,
  playing: Playing,
  keysFolder: string | undefined,
  log: JobLog,
  opened: AsyncDisposableStack,
): Promise<SealedComparisons> {
  await migrateComparisons(database);
  const place = { folder: keysFolder, ring: 'comparison', what: 'what planners are compared on' };
  const keys = await openSealing(place, sealedQueries(database), database, log, opened);
  const contents = new QueryContents(database, keys?.sealing);
  const store = new ComparisonStore(database, contents);
  const kind = new ComparisonKind(store, workOf(store, playing), log);
  const jobs = await openJobs({ database, schema: SCHEMA, kind, log, runAsJob });
  opened.defer(() => jobs.stop());
  return { store, jobs, contents, keys };
}

function workOf(store: ComparisonStore, { planning, threads }: Playing): ComparisonWork {
  const players = { threads, registry: planning.registry, playQueries: queriesPlayer(planning, store) };
  return {
    patienceMs: planning.registry.patienceMs,
    play: (task, signal) => playPiece(players, task, signal),
    async sumUp({ id, spec }, lost, signal) {
      const { simulated = true } = (await store.progress([id])).get(id) ?? {};
      return resultOf({ pieces: store, threads }, { id, simulated, lost }, spec, signal);
    },
  };
}
