import { afterAll, describe, expect, it } from '@jest/globals';
import { listPlanners } from '@rookery/shared-planner-wasm';
import { ownThread } from './own-thread.ts';
import { SearchPool } from './search-pool.ts';
import { type SearchHost } from './search-host.ts';
import { type Simulation, type SimulationResult } from './simulation.ts';
import { SearchThread } from './search-thread.ts';
import { finish } from './testing/answers.ts';

const threads: SearchThread[] = [];
const pool = new SearchPool({
  threads: 1,
  openThread: () => {
    const thread = new SearchThread();
    threads.push(thread);
    return thread;
  },
});
afterAll(() => pool.close());

const never = new AbortController().signal;
const SIMULATION: Simulation = {
  world: { family: 'pairwise', attributes: 12 },
  problemSeed: 3n,
  prior: 'good',
  problem: { depth: 4, budget: 60, seed: 7n, known: 0b1n, forbidden: 0b10n },
  planner: 'raise-mcts',
  parameters: {},
  batch: 8,
};
/** Takes minutes. */
const ENDLESS: Simulation = {
  ...SIMULATION,
  problem: { ...SIMULATION.problem, budget: 1_000_000, depth: 8 },
};

async function resultOf(
  host: SearchHost,
  simulation: Simulation,
  signal: AbortSignal = never,
): Promise<SimulationResult> {
  for await (const event of host.simulate(simulation, signal))
    if (event.kind === 'result') return event.result;
  throw new Error('there was no result');
}

describe('a simulated search', () => {
  it.each(listPlanners().map(({ name }) => name))(
    'finds the same on a thread as here: %s',
    async (planner) => {
      const result = await resultOf(pool, { ...SIMULATION, planner });
      expect(result.best.steps).toHaveLength(4);
      expect(result.evaluations).toBeLessThanOrEqual(60);
      for (const { attribute } of result.best.steps) expect([0, 1]).not.toContain(attribute);
      expect(result).toEqual(await resultOf(ownThread, { ...SIMULATION, planner }));
    },
  );

  it('depends on the problem, on what is known of it and on the seed', async () => {
    const { best } = await resultOf(pool, SIMULATION);
    for (const change of [{ problemSeed: 4n }, { prior: 'misleading' as const }]) {
      expect((await resultOf(pool, { ...SIMULATION, ...change })).best).not.toEqual(best);
    }
    const problem = { ...SIMULATION.problem, seed: 8n };
    expect((await resultOf(pool, { ...SIMULATION, problem })).best).not.toEqual(best);
  });

  it('says what is wrong with the world, the problem and the parameters', async () => {
    const wrong = { ...SIMULATION, world: { weather: 'fine', noise: 11 } };
    for (const host of [pool, ownThread]) {
      await expect(resultOf(host, wrong)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        violations: [{ field: 'world.noise' }, { field: 'world.weather' }],
      });
      await expect(resultOf(host, { ...SIMULATION, parameters: { courage: 1 } })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        violations: [{ field: 'parameters.courage' }],
      });
    }
    expect(pool.load.simulations).toBe(0);
  });

  it('reports on the way and ends with the best path so far when it is stopped', async () => {
    for (const host of [pool, ownThread]) {
      const stop = new AbortController();
      let reported = 0;
      for await (const event of host.simulate(ENDLESS, stop.signal)) {
        if (event.kind === 'report') {
          reported = event.report.evaluations;
          expect(event.report.best.steps).toHaveLength(8);
          stop.abort();
          continue;
        }
        expect(event.result.end).toBe('stopped');
        expect(event.result.evaluations).toBeGreaterThanOrEqual(reported);
      }
      expect(reported).toBeGreaterThan(0);
    }
    expect((await resultOf(pool, ENDLESS, AbortSignal.abort())).end).toBe('stopped');
  });

  it('is dropped when nobody reads on', async () => {
    for await (const _ of pool.simulate(ENDLESS, never)) break;
    expect(pool.load.simulations).toBe(0);
    // Nothing is left that would keep its only thread busy.
    expect((await resultOf(pool, SIMULATION)).end).toBe('budget');
  });

  it('holds nothing else on its thread up', async () => {
    const stop = new AbortController();
    const long = resultOf(pool, ENDLESS, stop.signal);
    const short = await Promise.all(
      Array.from({ length: 20 }, (_, seed) =>
        resultOf(pool, { ...SIMULATION, problem: { ...SIMULATION.problem, seed: BigInt(seed) } }),
      ),
    );
    expect(short.map(({ end }) => end)).toEqual(Array.from({ length: 20 }, () => 'budget'));
    const driven = await finish(await pool.start({ budget: 40 }, 'raise-mcts'));
    expect(driven.best.steps).toHaveLength(5);
    expect(pool.load).toEqual({ threads: 1, searches: 0, simulations: 1 });
    stop.abort();
    expect((await long).end).toBe('stopped');
  });

  it('fails when its thread ends', async () => {
    const lost = resultOf(pool, ENDLESS);
    const rejected = expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'SEARCH_LOST' });
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
    await rejected;
    expect(pool.load).toEqual({ threads: 0, searches: 0, simulations: 0 });
    expect((await resultOf(pool, SIMULATION)).end).toBe('budget');
  });
});
