import { describe, expect, it } from '@jest/globals';
import { ownThread } from '@rookery/planner-pool';
import { CoreSimulations, type SimulationRequest } from './core-simulations.ts';

const simulations = new CoreSimulations(ownThread, 'raise-mcts');
const never = new AbortController().signal;
const REQUEST: SimulationRequest = {
  planner: '',
  parametersJson: '{"preset": "paper"}',
  worldJson: '{"family": "threshold"}',
  problemSeed: 5n,
  prior: 'good',
  problem: { depth: 3, budget: 30, seed: 1n },
  batch: 4,
};

async function fieldsRefused(change: Partial<SimulationRequest>): Promise<string[]> {
  try {
    const { events } = simulations.start({ ...REQUEST, ...change }, never);
    for await (const _ of events);
  } catch (caught) {
    const { code, violations } = caught as { code: string; violations: { field: string }[] };
    expect(code).toBe('INVALID_ARGUMENT');
    return violations.map(({ field }) => field);
  }
  throw new Error('the request was accepted');
}

describe('CoreSimulations', () => {
  it('plans with the default planner and states all parameters', async () => {
    const { events, planner, parametersJson } = simulations.start(REQUEST, never);
    expect(planner).toBe('raise-mcts');
    expect(JSON.parse(parametersJson)).toMatchObject({ preset: 'paper', rolloutPrior: 'ranked' });
    const kinds: string[] = [];
    for await (const event of events) {
      kinds.push(event.kind);
      if (event.kind === 'result') expect(event.result).toMatchObject({ end: 'budget', evaluations: 30 });
    }
    expect(kinds.at(-1)).toBe('result');
  });

  it('names the fields of the request that are wrong', async () => {
    expect(await fieldsRefused({ planner: 'clairvoyant' })).toEqual(['options.planner']);
    expect(await fieldsRefused({ parametersJson: '{"courage": 1}' })).toEqual([
      'options.parameters_json.courage',
    ]);
    expect(await fieldsRefused({ worldJson: '{' })).toEqual(['world.settings_json']);
    expect(await fieldsRefused({ worldJson: '{"noise": 11}' })).toEqual(['world.settings_json.noise']);
    const beyond = { depth: 65, budget: 30, seed: 1n, known: 1n << 20n, forbidden: 1n << 30n };
    expect(await fieldsRefused({ problem: beyond })).toEqual([
      'options.depth',
      'known_attributes',
      'options.forbidden_attributes',
    ]);
  });
});
