import { startWorker, workerConfig } from '@rookery/inference-worker';
import { readConfig } from '@rookery/shared-runtime';
import { runMain } from '@rookery/shared-server';

runMain(async () => startWorker(readConfig(workerConfig)));
