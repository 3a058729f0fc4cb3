import { SERVICES } from '@rookery/shared-platform-processes';
import { oneOf } from '../random.ts';
import type { StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

export const killRun: StagedScenario = {
  name: 'kill-run',
  says: 'kill -9 of a service at random points of a run',
  times: 100,
  play: (play) => disturbedRun(play, { disturb: ({ stage, random }) => stage.kill(oneOf(SERVICES, random)) }),
};
