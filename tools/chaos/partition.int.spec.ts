import { expect, it } from '@jest/globals';
import { PATIENCE_MS } from '@rookery/shared-platform-processes';
import { playScenario } from './play.ts';
import type { StagedScenario } from './scenario.ts';
import { disturbedRun } from './scenarios/disturbed-run.ts';
import { part, partition } from './scenarios/partition.ts';
import { hasNamespaces } from './stage/network.ts';

const SEED = 2;

(hasNamespaces() ? it : it.skip)(
  'a run and conversations come to their exact end though packets of services vanish (needs network namespaces)',
  async () => {
    const short: StagedScenario = {
      ...partition,
      play: (play) =>
        disturbedRun(play, {
          people: 1,
          repetitions: 1,
          services: 'stay',
          disturb: (at) => part(at, [500, 3000]),
        }),
    };
    const { wrong, disturbances } = await playScenario(short, SEED, { times: 2, say: () => undefined });
    expect({ wrong, disturbances }).toEqual({ wrong: [], disturbances: 2 });
  },
  2 * PATIENCE_MS,
);
