import { afterEach, describe, expect, it } from '@jest/globals';
import type { Worker } from '@rookery/shared-contracts';
import { WorkerChoice } from './worker-choice.ts';

let listed: Worker[] = [];
const registry = {
  workers: () => listed,
  register: (one: Worker) => listed.push(one),
};
const worker = (id: string, models: string[], inFlight = 0): Worker => ({
  id,
  address: `${id}:1`,
  models: models.map((model) => ({
    id: model,
    simulated: true,
    capabilities: [],
    world: '',
    placements: [],
  })),
  capacity: 4,
  inFlight,
  silentServers: [],
  refusedModels: [],
});
afterEach(() => {
  listed = [];
});

describe('WorkerChoice', () => {
  it('names the metadata key that is missing', () => {
    const choice = new WorkerChoice(registry);
    for (const model of [undefined, '']) {
      expect(() => choice.choose(model)).toThrow(/^rookery-model: is not set/);
    }
  });

  it('tells an empty platform from an unknown model', () => {
    const choice = new WorkerChoice(registry);
    expect(() => choice.choose('sim/gpt-4o')).toThrow(/no inference worker/);
    registry.register(worker('a', ['sim/gpt-4o', 'sim/qwq-32b']));
    expect(() => choice.choose('gpt-9')).toThrow(/gpt-9; known models: sim\/gpt-4o, sim\/qwq-32b/);
  });

  it('spreads calls by load and takes ended calls into account', () => {
    const choice = new WorkerChoice(registry);
    for (const id of ['a', 'b']) registry.register(worker(id, ['m']));
    const chosen = Array.from({ length: 8 }, () => choice.choose('m'));
    const share = chosen.filter((one) => one.worker.id === 'a').length;
    expect(share).toBe(4);
    for (const one of chosen.filter(({ worker }) => worker.id === 'a')) one.done();
    expect(choice.choose('m').worker.id).toBe('a');
  });

  it('passes over a worker that could not be reached while another serves the model', () => {
    const choice = new WorkerChoice(registry);
    registry.register(worker('a', ['m', 'only-a']));
    registry.register(worker('b', ['m'], 3));
    choice.unreachable('a:1');
    expect(choice.choose('m').worker.id).toBe('b');
    expect(choice.choose('only-a').worker.id).toBe('a');
    choice.reached('a:1');
    expect(choice.choose('m').worker.id).toBe('a');
  });
});
