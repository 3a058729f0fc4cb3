import { JudgeServiceDefinition } from '@rookery/shared-contracts';
import { databaseReady, openDatabase, type Database } from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { openInference } from '@rookery/shared-routing';
import {
  connect,
  createLog,
  startService,
  type ReadinessCheck,
  type RunningService,
} from '@rookery/shared-service';
import type { JudgeConfig } from './config.ts';
import { judgeHandlers } from './judge-handlers.ts';
import { JudgedOnce } from './once.ts';
import { migrateJudge, VerdictStore } from './verdict-store.ts';

const DEFAULT_PORT = 7602;

/** Starts the judge service. */
export async function startJudge(config: JudgeConfig): Promise<RunningService> {
  const log = createLog('judge', config.ROOKERY_LOG_LEVEL);
  const database = await openDatabase({
    databaseUrl: config.DATABASE_URL,
    dataFolder: config.ROOKERY_DATA,
    service: 'judge',
    log,
  });
  await migrateJudge(database);
  const gateway = connect(config.ROOKERY_GATEWAY_ADDRESS);
  const inference = openInference(gateway, log);
  const judged = new JudgedOnce(
    { inference, attempts: config.ROOKERY_JUDGE_ATTEMPTS },
    new VerdictStore(database),
  );
  return startService({
    name: 'judge',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    services: [
      {
        definition: JudgeServiceDefinition,
        implementation: judgeHandlers(judged, config.ROOKERY_JUDGE_CONCURRENCY),
        checksItsStream: ['judgeStream'],
      },
    ],
    readiness: [databaseCheck(database), inference.ready()],
    onClose: async () => {
      await inference.close();
      gateway.close();
      await database.close();
    },
  });
}

function databaseCheck(database: Database): ReadinessCheck {
  return {
    name: 'database',
    check: async () => {
      if (!(await databaseReady(database)))
        throw new RookeryError('UNAVAILABLE', 'the database does not answer');
    },
  };
}
