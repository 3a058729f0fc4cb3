import { describe, expect, it } from '@jest/globals';
import { ExperimentSpec } from '@rookery/shared-contracts';
import { STORED_EXPERIMENT, type StoredExperiment } from './stored-spec.ts';

/** One stored example of each version. */
const STORED: Readonly<Record<number, object>> = {
  1: {
    version: 1,
    spec: {
      experiments: ['main'],
      filter: { dataSet: 'dataSets/own' },
      limit: 70,
      models: ['sim/gpt-4o'],
      judgeModel: 'sim/gpt-4o',
      seed: 1,
      planningBudget: 300,
      planningDepth: 5,
    },
    contents: { evaluation: 'a', library: 'b' },
    simulated: true,
  },
};

const EXPERIMENT: StoredExperiment = {
  spec: ExperimentSpec.fromPartial({
    experiments: ['main'],
    filter: { dataSet: 'dataSets/own' },
    limit: 70,
    models: ['sim/gpt-4o'],
    judgeModel: 'sim/gpt-4o',
    seed: 1,
    planningBudget: 300,
    planningDepth: 5,
  }),
  contents: { evaluation: 'a', library: 'b' },
  simulated: true,
};

describe('a stored experiment', () => {
  it('is read in each of its versions', () => {
    expect(Object.keys(STORED).map(Number).at(-1)).toBe(STORED_EXPERIMENT.version);
    for (const stored of Object.values(STORED)) {
      expect(STORED_EXPERIMENT.read(stored, 'experiments/1')).toEqual(EXPERIMENT);
    }
  });

  it('is read as it was written', () => {
    const written: unknown = JSON.parse(STORED_EXPERIMENT.write(EXPERIMENT));
    expect(STORED_EXPERIMENT.read(written, 'experiments/1')).toEqual(EXPERIMENT);
  });
});
