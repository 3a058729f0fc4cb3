import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Worker } from '@rookery/shared-contracts';
import { WorkerRegistry } from './worker-registry.ts';

const worker = (id: string, inFlight = 0): Worker => ({
  id,
  address: `10.0.0.1:${id.length}`,
  models: [],
  capacity: 4,
  inFlight,
  silentServers: [],
});
const ids = (workers: readonly Worker[]): string[] => workers.map(({ id }) => id);

let registry: WorkerRegistry;
beforeEach(() => {
  jest.useFakeTimers();
  registry = new WorkerRegistry(9000);
});
afterEach(() => {
  registry.close();
  jest.useRealTimers();
});

describe('WorkerRegistry', () => {
  it('lists workers by id and replaces the one with the same id', () => {
    for (const id of ['b', 'a', 'c']) registry.register(worker(id));
    registry.register({ ...worker('b'), address: 'elsewhere:1' });
    expect(ids(registry.workers())).toEqual(['a', 'b', 'c']);
    expect(registry.workers()[1]?.address).toBe('elsewhere:1');
  });

  it('drops a worker whose lease ended, and only that one', () => {
    registry.register(worker('kept'));
    registry.register(worker('lost'));
    jest.advanceTimersByTime(8000);
    registry.renew('kept', 0);
    jest.advanceTimersByTime(8000);
    expect(ids(registry.workers())).toEqual(['kept']);
    expect(() => registry.renew('lost', 0)).toThrow('worker_id: lost has no lease here; register again');
  });

  it('counts a lease from the last registration', () => {
    registry.register(worker('a'));
    jest.advanceTimersByTime(6000);
    registry.register(worker('a'));
    jest.advanceTimersByTime(6000);
    expect(ids(registry.workers())).toEqual(['a']);
  });

  it('forgets a worker that leaves, and does not mind one that never came', () => {
    registry.register(worker('a'));
    registry.remove('a');
    registry.remove('a');
    expect(registry.workers()).toEqual([]);
  });

  it('shows watchers the whole list at once and after each change', async () => {
    const leave = new AbortController();
    const lists = registry.watch(leave.signal);
    const next = async (): Promise<string[]> => ids((await lists.next()).value as readonly Worker[]);
    expect(await next()).toEqual([]);
    registry.register(worker('a'));
    expect(await next()).toEqual(['a']);
    const waiting = lists.next();
    registry.renew('a', 3);
    expect((await waiting).value).toMatchObject([{ id: 'a', inFlight: 3 }]);
    // Two changes while nobody reads: the newest list is enough.
    registry.register(worker('b'));
    registry.remove('a');
    expect(await next()).toEqual(['b']);
    leave.abort();
    await expect(lists.next()).rejects.toThrow();
  });

  it('does not wake watchers for a renewal that says nothing new', async () => {
    registry.register(worker('a', 2));
    const before = registry.workers();
    registry.renew('a', 2);
    expect(registry.workers()).toBe(before);
  });
});
