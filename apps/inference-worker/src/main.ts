import { startWorker, workerConfig } from '@rookery/inference-worker';
import { readConfig, runMain } from '@rookery/shared-service';

runMain(() => startWorker(readConfig(workerConfig)));
