import type { PlannedPath } from '../planned-path.ts';

/** A path with something in every field. */
export const PATH: PlannedPath = {
  query: 'May I train twice a day?',
  domain: 'health',
  steps: [
    { attribute: 'health_status', value: 3.5, visits: 12 },
    { attribute: 'age', value: undefined, visits: 0 },
  ],
  startValue: undefined,
  known: ['gender'],
  stopReason: 'budget',
  plannerFailure: '',
  evaluations: 12,
  unscoredEvaluations: 1,
  planner: 'raise-mcts',
  parametersJson: '{"exploration":0.5}',
  seed: 2 ** 32 - 1,
  answerModel: 'sim/gpt-4o',
  judgeModel: 'sim/gpt-4o',
  priorModel: 'sim/gpt-4o',
  promptVersions: ['answer-vanilla@1'],
  usage: { calls: 25, inputTokens: 1000, outputTokens: 500, costUsd: 0.25, unpricedCalls: 3 },
  simulated: true,
  profileKey: 'abc',
  libraryVersion: 0,
};
