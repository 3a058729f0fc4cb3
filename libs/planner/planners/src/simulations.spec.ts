import { describe, expect, it } from '@jest/globals';
import { ownThread } from '@rookery/planner-pool';
import { corePlanners } from './core-planners.ts';
import { PlannerRegistry } from './registry.ts';
import { Simulations, type SimulatedEvent, type SimulationRequest } from './simulations.ts';
import { typescriptPlanner } from './typescript-planner.ts';
import { typescriptPlanners } from './typescript-planners.ts';

// Like one-at-a-time, but it throws when it is asked the third time.
const [steady] = typescriptPlanners();
const falling = typescriptPlanner({
  name: 'falling',
  description: 'throws after two batches',
  start: (problem) => {
    const search = steady?.start(problem, { rounds: 2 });
    if (search === undefined || search instanceof Promise) throw new Error('no planner');
    let asks = 0;
    return {
      ask: (max) => {
        if ((asks += 1) > 2) throw new Error('out of luck');
        return search.ask(max);
      },
      tell: (answers) => search.tell(answers),
      bestPath: () => search.bestPath(),
    };
  },
});
const registry = new PlannerRegistry(
  [...corePlanners(ownThread), ...typescriptPlanners(), falling],
  'raise-mcts',
);
const simulations = new Simulations(ownThread, registry);
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
    const { events } = await simulations.start({ ...REQUEST, ...change }, never);
    for await (const _ of events);
  } catch (caught) {
    const { code, violations } = caught as { code: string; violations: { field: string }[] };
    expect(code).toBe('INVALID_ARGUMENT');
    return violations.map(({ field }) => field);
  }
  throw new Error('the request was accepted');
}

async function played(change: Partial<SimulationRequest>, signal = never): Promise<SimulatedEvent[]> {
  const { events } = await simulations.start({ ...REQUEST, parametersJson: '', ...change }, signal);
  return Array.fromAsync(events);
}

describe('Simulations', () => {
  it('plans with the default planner and states all parameters', async () => {
    const { events, planner, parametersJson } = await simulations.start(REQUEST, never);
    expect(planner).toBe('raise-mcts');
    expect(JSON.parse(parametersJson)).toMatchObject({ preset: 'paper', rolloutPrior: 'ranked' });
    const kinds: string[] = [];
    for await (const event of events) {
      kinds.push(event.kind);
      if (event.kind === 'result') expect(event.result).toMatchObject({ end: 'budget', evaluations: 30 });
    }
    expect(kinds.at(-1)).toBe('result');
  });

  it('plays planners that are not of the core on the same problems', async () => {
    const one = { planner: 'one-at-a-time', parametersJson: '{"rounds":3}' };
    const { parametersJson } = await simulations.start({ ...REQUEST, ...one }, never);
    expect(JSON.parse(parametersJson)).toEqual({ rounds: 3 });
    const last = (await played(one)).at(-1);
    expect(last).toMatchObject({ kind: 'result', result: { end: 'budget', evaluations: 30, budget: 30 } });
    expect(last?.kind === 'result' && last.result.best.steps).toHaveLength(3);
    // Each attribute alone, never nothing: there is no score of the start.
    expect(last?.kind === 'result' && last.result.startValue).toBeUndefined();
    expect((await played(one)).at(-1)).toEqual(last);
    expect((await played({ ...one, problemSeed: 6n })).at(-1)).not.toEqual(last);
    const more = { planner: 'one-at-a-time', problem: { depth: 3, budget: 1000, seed: 1n } };
    expect((await played(more)).at(-1)).toMatchObject({ result: { end: 'converged', evaluations: 300 } });
  });

  it('end with the best path so far when a planner fails, or the caller leaves', async () => {
    expect((await played({ planner: 'falling' })).at(-1)).toMatchObject({
      kind: 'result',
      result: { end: 'planner_failed', evaluations: 8, plannerFailure: 'planner falling threw an error' },
    });
    const left = AbortSignal.abort();
    expect((await played({ planner: 'one-at-a-time' }, left)).at(-1)).toMatchObject({
      result: { end: 'stopped', evaluations: 0 },
    });
  });

  it('names the fields of the request that are wrong', async () => {
    expect(await fieldsRefused({ planner: 'clairvoyant' })).toEqual(['options.planner']);
    expect(await fieldsRefused({ parametersJson: '{"courage": 1}' })).toEqual([
      'options.parameters_json.courage',
    ]);
    for (const planner of ['uct', 'one-at-a-time']) {
      const given = { planner, parametersJson: '' };
      expect(await fieldsRefused({ ...given, worldJson: '{' })).toEqual(['world.settings_json']);
      expect(await fieldsRefused({ ...given, worldJson: '{"noise": 11}' })).toEqual([
        'world.settings_json.noise',
      ]);
    }
    expect(await fieldsRefused({ planner: 'one-at-a-time', parametersJson: '{"rounds": 0}' })).toEqual([
      'options.parameters_json.rounds',
    ]);
    const beyond = { depth: 65, budget: 30, seed: 1n, known: 1n << 20n, forbidden: 1n << 30n };
    expect(await fieldsRefused({ problem: beyond })).toEqual([
      'options.depth',
      'known_attributes',
      'options.forbidden_attributes',
    ]);
  });
});
