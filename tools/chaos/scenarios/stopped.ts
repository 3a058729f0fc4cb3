import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '@rookery/shared-platform-processes';
import { between, oneOf } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

export const stopped: StagedScenario = {
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
