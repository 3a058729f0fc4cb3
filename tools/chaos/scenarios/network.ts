import { setTimeout as sleep } from 'node:timers/promises';
import { between, oneOf } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import type { LinkState } from '../stage/link.ts';
import { disturbedRun } from './disturbed-run.ts';

const STATES: readonly LinkState[] = [
  { kind: 'slow', ms: 200 },
  { kind: 'slow', ms: 1000 },
  { kind: 'silent' },
  { kind: 'cut' },
];

export const network: StagedScenario = {
  name: 'network',
  says: 'the way to a service or to PostgreSQL becomes slow, swallows everything, or is cut, at random points of a run',
  times: 20,
  play: (play) =>
    disturbedRun(play, {
      disturb: async ({ stage, random, say }) => {
        const to = oneOf([...stage.links.keys()], random);
        const state = oneOf(STATES, random);
        stage.disturbances += 1;
        say(`the way to ${to}: ${state.kind}`);
        stage.links.get(to)?.set(state);
        await sleep(between(500, 15_000, random));
        stage.links.get(to)?.set({ kind: 'open' });
      },
    }),
};
