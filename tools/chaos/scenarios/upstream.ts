import type { StagedScenario } from '../scenario.ts';
import { disturbedRun } from './disturbed-run.ts';

export const upstream: StagedScenario = {
  name: 'upstream',
  says: 'a fifth of the answers of the model server go wrong: errors, refusals, broken, cut off and stalled ones',
  times: 0,
  stage: { faults: 0.2, variables: { ROOKERY_OPENAI_ATTEMPT_TIMEOUT_MS: '3000' } },
  play: (play) => disturbedRun(play, { repetitions: 2, disturb: () => Promise.resolve() }),
};
