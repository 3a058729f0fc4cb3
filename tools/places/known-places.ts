import { agentPlaces, migrateSessions, SessionStore } from '@rookery/agent-sessions';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  benchmarkPlaces,
  Contents,
} from '@rookery/benchmark-storage';
import { CHAT_PLACES, migrateChat } from '@rookery/chat-transcripts';
import { AUDIT_PLACES, migrateAudit } from '@rookery/gateway-audit';
import { KEYS_PLACES, migrateKeys } from '@rookery/gateway-keys';
import { migrateWorkers, WORKERS_PLACES } from '@rookery/gateway-workers';
import { BATCH_MIGRATIONS, BATCH_PLACES, BATCH_SCHEMA } from '@rookery/inference-batches';
import { INFERENCE_MIGRATIONS, INFERENCE_PLACES, INFERENCE_SCHEMA } from '@rookery/inference-usage';
import { JUDGE_MIGRATIONS, JUDGE_PLACES, JUDGE_SCHEMA } from '@rookery/judge-service';
import { comparisonPlaces, migrateComparisons, QueryContents } from '@rookery/planner-comparison';
import { migratePlanner, PathContents, pgvectorPlace, plannerPlaces } from '@rookery/planner-library';
import { migrate, type Database } from '@rookery/shared-database';
import type { Place } from '@rookery/shared-holding';

/** Makes every table that the platform has, whichever service owns it. */
export async function makeEveryTable(database: Database): Promise<void> {
  await migrateSessions(database);
  await migratePlanner(database);
  await migrateComparisons(database);
  await migrateChat(database);
  await migrateAudit(database);
  await migrateKeys(database);
  await migrateWorkers(database);
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  await migrate(database, JUDGE_SCHEMA, JUDGE_MIGRATIONS);
  await migrate(database, INFERENCE_SCHEMA, INFERENCE_MIGRATIONS);
  await migrate(database, BATCH_SCHEMA, BATCH_MIGRATIONS);
}

/** The line of every table that may be there. */
export function knownPlaces(database: Database): readonly Place[] {
  const sessions = new SessionStore(database, { ttlMs: 1, mostPerOwner: 1, mostPerEndUser: 1 });
  const paths = new PathContents(database);
  return [
    ...agentPlaces(sessions),
    pgvectorPlace(paths),
    ...plannerPlaces(paths),
    ...comparisonPlaces(new QueryContents(database)),
    ...benchmarkPlaces(new Contents(database)),
    ...JUDGE_PLACES,
    ...INFERENCE_PLACES,
    ...BATCH_PLACES,
    ...CHAT_PLACES,
    ...AUDIT_PLACES,
    ...KEYS_PLACES,
    ...WORKERS_PLACES,
  ];
}
