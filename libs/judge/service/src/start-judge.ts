import { HoldingServiceDefinition, JudgeServiceDefinition } from '@rookery/shared-contracts';
import { databaseCheck, migrate, openServiceDatabase } from '@rookery/shared-database';
import { openInference } from '@rookery/shared-routing';
import { Holding, holdingHandlers } from '@rookery/shared-holding';
import { Retention } from '@rookery/shared-retention';
import { connect } from '@rookery/shared-transport';
import { createLog, gatewayCredentials } from '@rookery/shared-runtime';
import { startOrClose, startService, type RunningService } from '@rookery/shared-server';
import type { JudgeConfig } from './judge-config.ts';
import { JudgeOnce } from './judge-once.ts';
import { JudgeService } from './judge-service.ts';
import { JUDGE_PLACES } from './places.ts';
import { forgetVerdicts, JUDGE_MIGRATIONS, JUDGE_SCHEMA, VerdictStore } from './verdict-store.ts';

const DEFAULT_PORT = 7602;
/** How often verdicts whose time is over are looked for, in milliseconds. */
const SWEEP_MS = 3_600_000;

/** Starts the judge: its record of verdicts, its view of the inference workers, its server. The gateway may come later. */
export function startJudge(config: JudgeConfig): Promise<RunningService> {
  return startOrClose((opened) => startWith(config, opened));
}

/** @param opened takes what has to be closed, in the order of opening */
async function startWith(config: JudgeConfig, opened: AsyncDisposableStack): Promise<RunningService> {
  const log = createLog('judge', config.ROOKERY_LOG_LEVEL);
  const database = await openServiceDatabase('judge', config, log);
  opened.defer(() => database.close());
  await migrate(database, JUDGE_SCHEMA, JUDGE_MIGRATIONS);
  const gateway = connect(config.ROOKERY_GATEWAY_ADDRESS, gatewayCredentials(config));
  opened.defer(() => Promise.resolve(gateway.close()));
  const inference = openInference(gateway, log, {
    hedgeAtPercentile: config.ROOKERY_JUDGE_HEDGE_PERCENTILE,
  });
  const store = new VerdictStore(database);
  const kept = config.ROOKERY_VERDICT_DAYS;
  const retention = new Retention(database, log, SWEEP_MS, [
    ...(kept === undefined ? [] : [{ name: 'verdicts', forget: forgetVerdicts(kept) }]),
  ]);
  opened.defer(() => retention.stop());
  opened.defer(() => inference.close());

  return startService({
    name: 'judge',
    host: config.ROOKERY_HOST,
    port: config.ROOKERY_PORT ?? DEFAULT_PORT,
    log,
    secret: config.ROOKERY_PLATFORM_SECRET,
    services: [
      {
        definition: JudgeServiceDefinition,
        checksItsStream: ['judgeStream'],
        implementation: new JudgeService({
          inference,
          once: new JudgeOnce(store),
          store,
          log,
          asking: {
            attempts: config.ROOKERY_JUDGE_ATTEMPTS,
            maxOutputTokens: config.ROOKERY_JUDGE_MAX_OUTPUT_TOKENS,
          },
          streamConcurrency: config.ROOKERY_JUDGE_CONCURRENCY,
        }),
      },
      {
        definition: HoldingServiceDefinition,
        implementation: holdingHandlers(new Holding({ database, places: JUDGE_PLACES })),
      },
    ],
    readiness: [databaseCheck(database), inference.ready()],
    graceMs: config.ROOKERY_DRAIN_MS,
    onClose: () => opened.disposeAsync(),
  });
}
