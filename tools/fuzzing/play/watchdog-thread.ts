// The thread of watchdog.ts.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { writeSeed } from './seeds.ts';
import type { Told } from './watchdog.ts';

const { folder, stuckMs } = workerData as { readonly folder: string; readonly stuckMs: number };
let timer: NodeJS.Timeout | undefined;

parentPort?.on('message', (told: Told) => {
  clearTimeout(timer);
  if (told === 'ended') return;
  timer = setTimeout(() => {
    const says = `it did not end within ${Math.round(stuckMs / 1000)} s`;
    const file = writeSeed(folder, { ...told, says });
    // The main thread, which writes for console.log, is the one that is stuck.
    writeSync(1, `${told.target}: DID NOT HOLD: ${says}\n  again: npm run fuzz -- --replay ${file}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, stuckMs);
});
