import { describe, expect, it } from '@jest/globals';
import { ownThread } from '@rookery/planner-pool';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import { parameterFromWire, parameterToWire } from '@rookery/shared-planner-backend';
import { corePlanners } from './core-planners.ts';
import { PlannerRegistry, type SearchRequest } from './registry.ts';

const registry = new PlannerRegistry(corePlanners(ownThread), 'raise-mcts');
const REQUEST: SearchRequest = { planner: '', parametersJson: '', problem: { attributes: 10, seed: 7n } };

async function refusal(
  request: Partial<SearchRequest>,
): Promise<{ code: string; fields: string[]; message: string }> {
  try {
    await registry.check({ ...REQUEST, ...request });
  } catch (caught) {
    if (!isRookeryError(caught)) throw caught;
    return {
      code: caught.code,
      message: caught.message,
      fields: caught.violations.map(({ field }) => field),
    };
  }
  throw new Error('the request was accepted');
}

describe('PlannerRegistry', () => {
  it('starts the default planner when none is named, with all defaults stated', async () => {
    using started = await registry.start(REQUEST);
    expect(started.planner).toBe('raise-mcts');
    expect(await started.search.ask(1)).toHaveLength(1);
    const stated = Object.keys(JSON.parse(started.parametersJson) as object);
    const info = (await registry.list()).find(({ name }) => name === 'raise-mcts');
    expect(stated.sort()).toEqual(info?.parameters.map(({ name }) => name).sort());
  });

  it('states what was given over a preset over the defaults', async () => {
    using started = await registry.start({
      ...REQUEST,
      parametersJson: '{"preset": "paper", "exploration": 1.25}',
    });
    expect(JSON.parse(started.parametersJson)).toMatchObject({ exploration: 1.25, rolloutPrior: 'ranked' });
  });

  it('names the field that is wrong and what is allowed', async () => {
    expect(await refusal({ planner: 'clairvoyant' })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      fields: ['options.planner'],
      message: expect.stringContaining('raise-mcts'),
    });
    expect(await refusal({ parametersJson: '{"exploration": 1000, "courage": 1}' })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      fields: expect.arrayContaining([
        'options.parameters_json.exploration',
        'options.parameters_json.courage',
      ]),
      message: expect.stringContaining('0..100'),
    });
    expect((await refusal({ problem: { depth: 65 } })).fields).toEqual(['options.depth']);
  });

  it.each(['[1]', '"x"', 'null', '{', '7'])('refuses parameters %j', async (parametersJson) => {
    expect(await refusal({ parametersJson })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      fields: ['options.parameters_json'],
    });
  });

  it('refuses a default that is none of its planners', () => {
    expect(() => new PlannerRegistry(corePlanners(ownThread), 'x')).toThrow(/default planner: .*raise-mcts/);
  });

  it('describes every parameter as the contract has it', async () => {
    for (const info of await registry.list()) {
      for (const parameter of info.parameters) {
        expect(parameterFromWire(parameterToWire(parameter))).toMatchObject(parameter);
      }
    }
  });
});

describe('a planner that cannot be used', () => {
  it('is listed with the reason, and is no error of the whole list', async () => {
    const why = new RookeryError('UNAVAILABLE', 'planner gone cannot be used: nobody answers');
    const gone = { name: 'gone', describe: () => Promise.reject(why), start: () => Promise.reject(why) };
    const told: string[] = [];
    const mixed = new PlannerRegistry(corePlanners(ownThread), 'uct', {
      planners: [gone],
      onUnusable: (name) => told.push(name),
    });
    const listed = await mixed.list();
    expect(listed.map(({ name }) => name)).toEqual(listed.map(({ name }) => name).sort());
    expect(listed.filter(({ unusable }) => unusable !== undefined)).toEqual([
      expect.objectContaining({ name: 'gone', external: true, unusable: why, parameters: [] }),
    ]);
    expect(listed.length).toBeGreaterThan(1);
    expect(told).toEqual(['gone']);
  });
});
