import { afterEach, describe, expect, it } from '@jest/globals';
import { createSearch, listPlanners } from '@rookery/shared-planner-wasm';
import { SearchPool, type PoolOptions } from './search-pool.ts';
import { SearchThread } from './search-thread.ts';
import { drive, finish } from './testing/answers.ts';

const PLANNERS = listPlanners().map(({ name }) => name);

const opened: SearchPool[] = [];
const threads: SearchThread[] = [];

/** A pool whose threads the test can reach. */
function open(options: Partial<PoolOptions> = {}): SearchPool {
  const openThread = (): SearchThread => {
    const thread = new SearchThread();
    threads.push(thread);
    return thread;
  };
  const pool = new SearchPool({ threads: 2, openThread, ...options });
  opened.push(pool);
  return pool;
}

afterEach(async () => {
  threads.length = 0;
  await Promise.all(opened.splice(0).map((pool) => pool.close()));
});

describe('a search of a pool', () => {
  it.each(PLANNERS)('asks and finds exactly what it would on the own thread: %s', async (planner) => {
    const pool = open();
    const problem = { depth: 3, budget: 60, known: 0b10n, forbidden: 0b100n };
    for (const seed of [1n, 2n ** 64n - 1n]) {
      const there = await finish(await pool.start({ ...problem, seed }, planner));
      expect(there).toEqual(await finish(createSearch({ ...problem, seed }, planner)));
      expect(there.best.steps).toHaveLength(3);
    }
  });

  it.each(PLANNERS)(
    'can be saved and go on, on another thread, as if it had not stopped: %s',
    async (planner) => {
      const pool = open();
      const problem = { depth: 3, budget: 40, seed: 5n };
      const whole = await finish(createSearch(problem, planner));
      const first = await pool.start(problem, planner);
      const asked = await drive(first, 3);
      const second = await pool.restore(await first.save());
      expect(pool.load.threads).toBe(2);
      const rest = await finish(second);
      first.close();
      expect({ asked: [...asked, ...rest.asked], best: rest.best }).toEqual(whole);
    },
  );

  it('gives its open questions and its progress', async () => {
    const search = await open().start({ budget: 30 }, 'raise-mcts');
    const asked = await search.ask(2);
    expect(await search.openQuestions()).toEqual(asked);
    expect(await search.progress()).toMatchObject({ rankingsAsked: 1, evaluationsAsked: 0, budget: 30 });
    search.close();
  });

  it('says what is wrong as the core does', async () => {
    const pool = open();
    await expect(pool.start({ depth: 65 }, 'raise-mcts')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'problem.depth', description: '65 is not in 1..64' }],
    });
    await expect(pool.start({}, 'clairvoyant')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(pool.restore(Uint8Array.of(1, 2))).rejects.toMatchObject({ code: 'DATA_LOSS' });
    const search = await pool.start({}, 'raise-mcts');
    await expect(search.tell([{ kind: 'failed', id: 77 }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    search.close();
    search.close();
    await expect(search.ask(1)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(pool.load.searches).toBe(0);
  });
});

describe('a pool', () => {
  it('spreads many searches over its threads and frees them all', async () => {
    const pool = open();
    const expected = await finish(createSearch({ budget: 40, seed: 9n }, 'raise-mcts'));
    const searches = await Promise.all(
      Array.from({ length: 300 }, () => pool.start({ budget: 40, seed: 9n }, 'raise-mcts')),
    );
    expect(pool.load).toEqual({ threads: 2, searches: 300, simulations: 0 });
    for (const found of await Promise.all(searches.map(finish))) expect(found).toEqual(expected);
    expect(pool.load.searches).toBe(0);
  });

  it('starts a thread only when none is idle', async () => {
    const pool = open();
    for (let search = 0; search < 3; search += 1) await finish(await pool.start({ budget: 8 }, 'raise-mcts'));
    expect(pool.load.threads).toBe(1);
  });

  it('refuses searches beyond the most at once, until one is closed', async () => {
    const pool = open({ threads: 1, mostSearches: 2 });
    const first = await pool.start({}, 'raise-mcts');
    const second = await pool.start({}, 'raise-mcts');
    await expect(pool.start({}, 'raise-mcts')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      retryAfterMs: 1000,
    });
    first.close();
    (await pool.start({}, 'raise-mcts')).close();
    second.close();
  });

  it('loses only the searches of a thread that ends, and replaces it', async () => {
    const lost: (Error | undefined)[] = [];
    const pool = open({ onThreadLost: (cause) => lost.push(cause) });
    const doomed = await pool.start({ budget: 40 }, 'raise-mcts');
    const safe = await pool.start({ budget: 40 }, 'raise-mcts');
    const asking = doomed.ask(1);
    const dying = threads[0]?.terminate();
    const gone = { code: 'UNAVAILABLE', reason: 'SEARCH_LOST' };
    await expect(Promise.all([asking, doomed.bestPath()])).rejects.toMatchObject(gone);
    await dying;
    await expect(doomed.progress()).rejects.toMatchObject(gone);
    doomed.close();
    expect(lost).toEqual([undefined]);
    expect((await finish(safe)).best.steps).toHaveLength(5);
    const [one, two] = await Promise.all([
      pool.start({ budget: 8 }, 'raise-mcts'),
      pool.start({ budget: 8 }, 'raise-mcts'),
    ]);
    expect(pool.load).toEqual({ threads: 2, searches: 2, simulations: 0 });
    expect(threads).toHaveLength(3);
    await Promise.all([finish(one), finish(two)]);
  });

  it('puts no search on a thread on which something unexpected has failed', async () => {
    const pool = open({ threads: 1 });
    const before = await pool.start({ budget: 8 }, 'raise-mcts');
    await expect(pool.start({}, 'raise-mcts', { exploration: 1n })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    const after = await pool.start({ budget: 8 }, 'raise-mcts');
    expect(threads).toHaveLength(2);
    await Promise.all([finish(before), finish(after)]);
    await threads[0]?.ended;
    expect(pool.load.threads).toBe(1);
  });

  it('lets open searches end before it closes, and takes no new ones', async () => {
    const pool = open();
    const search = await pool.start({ budget: 40 }, 'raise-mcts');
    const closing = pool.close();
    await expect(pool.start({}, 'raise-mcts')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await finish(search)).best.steps).toHaveLength(5);
    await closing;
    expect(pool.load.threads).toBe(0);
  });
});
