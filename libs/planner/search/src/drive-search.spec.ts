import { describe, expect, it } from '@jest/globals';
import { createSearch, type Problem } from '@rookery/shared-planner-wasm';
import { RookeryError } from '@rookery/shared-errors';
import { completeProblem, GuardedSearch, type PlannerSearch } from '@rookery/shared-planner-backend';
import fc from 'fast-check';
import { setTimeout as wait } from 'node:timers/promises';
import { driveSearch, type DriveOptions, type SearchReport, type SearchResult } from './drive-search.ts';
import { type Evaluator } from './evaluator.ts';

const caller = new AbortController();
const OPTIONS: DriveOptions = { concurrency: 4, signal: caller.signal, deadline: undefined, known: 0n };

/** A truth with noise: attribute a is worth a/20, the noise follows from the evaluation's id. */
function score(subset: bigint, id: number): number {
  const worth = [...Array(10).keys()].reduce(
    (sum, a) => sum + (Number((subset >> BigInt(a)) & 1n) * a) / 20,
    0,
  );
  return Math.min(5, 2 + worth + ((id * 7919) % 13) / 40);
}

const EVEN = Array.from({ length: 10 }, () => 1);
const steady: Evaluator = {
  evaluate: async (subset, id) => score(subset, id),
  rank: async () => EVEN,
};

const PROBLEM: Problem = { attributes: 10, depth: 3, budget: 60, seed: 7n };

const newSearch = (settings: Problem = {}): GuardedSearch => {
  const problem = completeProblem({ ...PROBLEM, ...settings });
  return new GuardedSearch('raise-mcts', createSearch(problem, 'raise-mcts'), problem);
};

/** A search whose planner does something else from the given number of calls to `ask` on. */
const failingSearch = (calls: number, ask: PlannerSearch['ask'], patienceMs = 60_000): GuardedSearch => {
  const problem = completeProblem(PROBLEM);
  const inner = createSearch(problem, 'raise-mcts');
  let asked = 0;
  const planner: PlannerSearch = {
    ask: (max) => ((asked += 1) > calls ? ask(max) : inner.ask(max)),
    tell: (answers) => {
      inner.tell(answers);
    },
    bestPath: () => inner.bestPath(),
  };
  return new GuardedSearch('odd', planner, problem, patienceMs);
};

async function drive(
  search: GuardedSearch,
  evaluator: Evaluator,
  options: Partial<DriveOptions> = {},
): Promise<{ reports: SearchReport[]; result: SearchResult }> {
  const reports: SearchReport[] = [];
  try {
    for await (const event of driveSearch(search, evaluator, { ...OPTIONS, ...options })) {
      if (event.kind === 'result') return { reports, result: event.result };
      reports.push(event.report);
    }
  } finally {
    search.close();
  }
  throw new Error('the search ended without a result');
}

describe('driveSearch', () => {
  it('spends the budget, reports on the way and finds what is worth most', async () => {
    const guided: Evaluator = { ...steady, rank: async () => EVEN.map((_, a) => 1 + a) };
    const { reports, result } = await drive(newSearch(), guided);
    expect(result).toMatchObject({ end: 'budget', evaluations: 60, unscored: 0, startValue: undefined });
    expect(reports.map(({ evaluations }) => evaluations)).toEqual([
      4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60,
    ]);
    const found = result.best.steps.reduce((sum, { attribute }) => sum + attribute, 0);
    // The best three add up to 24; three at random to 13.5 on average.
    expect(found).toBeGreaterThanOrEqual(18);
  });

  it('finds the same path whatever order the answers arrive in', async () => {
    for (const concurrency of [1, 3, 8]) {
      for (const seed of [1n, 2n]) {
        const settings = { seed, budget: 24 };
        const { result: inOrder } = await drive(newSearch(settings), steady, { concurrency });
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(3), { minLength: 1 }), async (delays) => {
            let calls = 0;
            const late = () => wait(delays[(calls += 1) % delays.length]);
            const unsteady: Evaluator = {
              evaluate: (subset, id) => late().then(() => score(subset, id)),
              rank: () => late().then(() => EVEN),
            };
            const { result } = await drive(newSearch(settings), unsteady, { concurrency });
            expect(result).toEqual(inOrder);
          }),
          { numRuns: 5 },
        );
      }
    }
  });

  it('keeps no more in flight than it may, and as much as it can', async () => {
    let inFlight = 0;
    let most = 0;
    const counting: Evaluator = {
      ...steady,
      evaluate: async (subset, id) => {
        most = Math.max(most, (inFlight += 1));
        await wait(1);
        inFlight -= 1;
        return score(subset, id);
      },
    };
    await drive(newSearch(), counting, { concurrency: 6 });
    expect(most).toBe(6);
  });

  it('gives the best path so far when the deadline comes, without waiting for what is in flight', async () => {
    const stuck: Evaluator = {
      ...steady,
      evaluate: (subset, id, signal) =>
        id < 12 ? Promise.resolve(score(subset, id)) : wait(3_600_000, 0, { signal }),
    };
    const search = newSearch();
    const { result } = await drive(search, stuck, { deadline: new Date(Date.now() + 2_000) });
    expect(result.end).toBe('deadline');
    expect(result.evaluations).toBeGreaterThan(0);
    expect(result.best.steps).toHaveLength(3);
  });

  it('stops when the caller leaves, and tells what is in flight', async () => {
    const leaving = new AbortController();
    const signals: AbortSignal[] = [];
    const stuck: Evaluator = {
      ...steady,
      evaluate: (_, __, signal) => {
        signals.push(signal);
        if (signals.length === 4) leaving.abort();
        return wait(3_600_000, 0, { signal });
      },
    };
    const { result } = await drive(newSearch(), stuck, { signal: leaving.signal });
    expect(result).toMatchObject({ end: 'cancelled', evaluations: 0 });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('cancels what is in flight when nobody reads on', async () => {
    const signals: AbortSignal[] = [];
    const watching: Evaluator = {
      ...steady,
      evaluate: async (subset, id, signal) => {
        signals.push(signal);
        return id > 20 ? wait(3_600_000, 0, { signal }) : score(subset, id);
      },
    };
    for await (const _ of driveSearch(newSearch(), watching, OPTIONS)) break;
    expect(signals.at(-1)?.aborted).toBe(true);
  });

  it('leaves unscored evaluations out and counts them', async () => {
    const moody: Evaluator = {
      rank: async () => undefined,
      evaluate: async (subset, id) => (id % 3 === 0 ? undefined : score(subset, id)),
    };
    const { result } = await drive(newSearch(), moody);
    expect(result.end).toBe('budget');
    expect(result.evaluations + result.unscored).toBe(60);
    expect(result.unscored).toBeGreaterThan(10);
  });

  it('ends with the best path so far when too many fail in a row', async () => {
    const failing: Evaluator = {
      ...steady,
      evaluate: async (subset, id) => {
        if (id > 40) throw new RookeryError('UNAVAILABLE', 'down');
        return score(subset, id);
      },
    };
    const { result } = await drive(newSearch(), failing);
    expect(result).toMatchObject({ end: 'evaluation_failed', unscored: 8 });
    expect(result.evaluations).toBeGreaterThan(4);
  });

  it('passes the error on when nothing ever worked', async () => {
    const failsWith = (code: 'UNAVAILABLE' | 'NOT_FOUND'): Evaluator => ({
      ...steady,
      evaluate: async () => {
        throw new RookeryError(code, 'model m');
      },
    });
    await expect(drive(newSearch(), failsWith('UNAVAILABLE'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const search = newSearch();
    await expect(drive(search, failsWith('NOT_FOUND'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(search.progress().evaluationsAsked).toBeLessThanOrEqual(4);
  });

  it('averages what was scored with nothing asked', async () => {
    const { result } = await drive(newSearch({ known: (1n << 10n) - 1n }), steady, {
      known: (1n << 10n) - 1n,
    });
    expect(result).toMatchObject({ end: 'converged', evaluations: 0 });
    expect(result.best.steps).toEqual([]);
  });

  it('ends with the best path so far when the planner crashes, lies or hangs', async () => {
    const crash = () => {
      throw new TypeError('undefined is not a function');
    };
    const lie = () => [{ kind: 'evaluate' as const, id: 9_999, subset: 1n << 20n }];
    const hang = () => new Promise<never>(() => undefined);
    const searches = [failingSearch(20, crash), failingSearch(20, lie), failingSearch(20, hang, 50)];
    const said: (string | undefined)[] = [];
    for (const search of searches) {
      const { result } = await drive(search, steady);
      expect(result.end).toBe('planner_failed');
      expect(result.evaluations).toBeGreaterThan(4);
      expect(result.best.steps).toHaveLength(3);
      said.push(result.plannerFailure);
    }
    expect(said).toEqual([
      'planner odd threw an error',
      'planner odd asked question 9999 about attributes that are not in the problem',
      'planner odd did not answer (ask) within 50 ms',
    ]);
  });

  it('passes the failure on of a planner that never worked', async () => {
    const crash = () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(drive(failingSearch(0, crash), steady)).rejects.toMatchObject({
      code: 'INTERNAL',
      reason: 'PLANNER_FAILED',
      message: 'planner odd threw an error',
    });
  });

  it('does not wait for a planner that hangs when the deadline comes', async () => {
    const search = failingSearch(20, () => new Promise<never>(() => undefined));
    const { result } = await drive(search, steady, { deadline: new Date(Date.now() + 2_000) });
    expect(result.end).toBe('deadline');
    expect(result.best.steps).toHaveLength(3);
  });
});
