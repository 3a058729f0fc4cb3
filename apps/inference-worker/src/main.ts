import { startWorker, workerConfig } from '@rookery/inference-worker';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(async () => startWorker(readConfig(workerConfig)));
