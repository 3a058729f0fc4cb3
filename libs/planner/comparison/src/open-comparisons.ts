import type { Planning } from '@rookery/planner-planning';
import type { BackgroundThreads } from '@rookery/planner-pool';
import type { Database } from '@rookery/shared-database';
import { openJobs, type JobLog } from '@rookery/shared-jobs';
import { runAsJob } from '@rookery/shared-runtime';
import type { OpenComparisons } from './compare-planners.ts';
import { queriesPlayer } from './compare-queries.ts';
import { ComparisonKind, type ComparisonWork } from './comparison-kind.ts';
import { ComparisonStore } from './comparison-store.ts';
import { migrateComparisons } from './migrations.ts';
import { playPiece } from './play-piece.ts';
import { resultOf } from './result.ts';
import { SCHEMA } from './tables.ts';

/** What playing and summing up need. */
interface Playing {
  readonly planning: Planning;
  readonly threads: BackgroundThreads;
}

/** Opens comparisons, their state and their queue; they begin to work when they are told to. */
export async function openComparisons(
  database: Database,
  playing: Playing,
  log: JobLog,
): Promise<OpenComparisons> {
  await migrateComparisons(database);
  const store = new ComparisonStore(database);
  const kind = new ComparisonKind(store, workOf(store, playing), log);
  return { store, jobs: await openJobs({ database, schema: SCHEMA, kind, log, runAsJob }) };
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
