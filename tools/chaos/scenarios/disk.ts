import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { between } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

/** Made when the scenario is played, and not when it is listed. */
const folder = join(tmpdir(), `rookery-small-disk-${process.pid}`);
const SIZE_MB = 400;

export const disk: StagedScenario = {
  name: 'disk',
  says: 'the disk of PostgreSQL is full for a while, at random points of a run',
  times: 3,
  stage: { postgresFolder: join(folder, 'disk', 'postgres') },
  lacks: () => {
    mkdirSync(join(folder, 'disk'), { recursive: true });
    chmodSync(folder, 0o755);
    const mounted = spawnSync('mount', [
      '-t',
      'tmpfs',
      '-o',
      `size=${SIZE_MB}m`,
      'chaos',
      join(folder, 'disk'),
    ]);
    return mounted.status === 0 ? undefined : 'a user that may mount';
  },
  async play(play) {
    try {
      return await disturbedRun(play, {
        repetitions: 2,
        disturb: async ({ stage, random, say }) => {
          stage.disturbances += 1;
          const filler = join(folder, 'disk', 'filler');
          say(`the disk is full with ${fill(filler)} MB more`);
          await sleep(between(2000, 8000, random));
          rmSync(filler);
          // It ends when it cannot write its journal; whoever runs it starts it again.
          await stage.postgres.stop('fast');
          await stage.postgres.launch();
        },
      });
    } finally {
      await play.stage.postgres.stop('fast');
      spawnSync('umount', ['-l', join(folder, 'disk')]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @returns megabytes until nothing fits any more */
function fill(file: string): number {
  const block = Buffer.alloc(1 << 16);
  const open = openSync(file, 'w');
  let written = 0;
  try {
    for (;;) written += writeSync(open, block);
  } catch {
    return Math.round(written / (1 << 20));
  } finally {
    closeSync(open);
  }
}
