import { setTimeout as sleep } from 'node:timers/promises';
import { between, oneOf } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import { SERVICES } from '../stage/stage.ts';
import { disturbedRun } from './disturbed-run.ts';

export const stopped: Scenario = {
  name: 'stopped',
  says: 'a process stands still for up to 25 seconds, longer than a lease, and goes on',
  times: 10,
  play: (play) =>
    disturbedRun(play, {
      disturb: async ({ stage, random, say }) => {
        const service = oneOf(SERVICES, random);
        const ms = between(1000, 25_000, random);
        stage.disturbances += 1;
        say(`${service} stands still for ${Math.round(ms)} ms`);
        stage.signal(service, 'SIGSTOP');
        await sleep(ms);
        stage.signal(service, 'SIGCONT');
      },
    }),
};
