import { spawnSync } from 'node:child_process';
import { oneOf } from '../random.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '@rookery/shared-platform-processes';
import type { StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

const FEW = 40;
const PLENTY = 4096;

export const descriptors: StagedScenario = {
  name: 'descriptors',
  says: 'a service may open no more files and connections for a while, when it loses those that it has',
  times: 10,
  lacks: () => (spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'prlimit (util-linux)'),
  play: (play) =>
    disturbedRun(play, {
      disturb: async ({ stage, random, say }) => {
        const service = oneOf(SERVICES, random);
        stage.disturbances += 1;
        say(`${service} may have ${FEW} open`);
        stage.limitDescriptors(service, FEW);
        await stage.postgres.cutConnections();
        for (const link of stage.links.values()) link.set({ kind: 'cut' });
        for (const link of stage.links.values()) link.set({ kind: 'open' });
        await sleep(5000);
        stage.limitDescriptors(service, PLENTY);
      },
    }),
};
