import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Worker } from '@rookery/shared-contracts';
import { openDatabase, type Database } from '@rookery/shared-database';
import { breakableLink, silentLog, testDatabase, type BreakableLink } from '@rookery/shared-database/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { LeaseStore } from './lease-store.ts';
import { WorkerRegistry } from './worker-registry.ts';

const worker = (id: string, inFlight = 0): Worker => ({
  id,
  address: `10.0.0.1:${id.length}`,
  models: [],
  capacity: 4,
  inFlight,
  silentServers: [],
  refusedModels: [],
});
const ids = (registry: WorkerRegistry): string[] => registry.workers().map(({ id }) => id);

let database: Database;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await database.close();
});

/** A replica of the gateway, as far as its list goes. */
async function replica(leaseMs: number, at: Database = database): Promise<WorkerRegistry> {
  const registry = await WorkerRegistry.open(await LeaseStore.open(at), {
    leaseMs,
    lookEveryMs: 20,
    log: silentLog,
  });
  closing.push(() => registry.close());
  return registry;
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}

/** Sets the end of a lease, in seconds from now. */
async function leaseEnds(id: string, seconds: number): Promise<void> {
  await database.pool.query(
    'UPDATE gateway_workers.lease SET expires_at = now() + make_interval(secs => $2) WHERE worker = $1',
    [id, seconds],
  );
}

describe('the list of workers', () => {
  it('is one for all replicas: who registers, changes, tells its load or leaves at one is so at the others', async () => {
    const [here, there] = [await replica(60_000), await replica(60_000)];
    for (const id of ['b', 'a', 'c']) await here.register(worker(id));
    expect(ids(here)).toEqual(['a', 'b', 'c']);
    await eventually(() => ids(there).length === 3);
    expect(ids(there)).toEqual(['a', 'b', 'c']);
    await there.register({ ...worker('b'), address: 'elsewhere:1' });
    expect(there.workers()[1]?.address).toBe('elsewhere:1');
    await eventually(() => here.workers()[1]?.address === 'elsewhere:1');
    await there.renew('a', { inFlight: 7, callsPerSecond: 2.5 });
    await eventually(() => here.workers()[0]?.inFlight === 7);
    expect(here.workers()[0]?.callsPerSecond).toBe(2.5);
    await here.remove('a');
    await here.remove('a');
    expect(ids(here)).toEqual(['b', 'c']);
    await eventually(() => !ids(there).includes('a'));
    expect((await replica(60_000)).workers()).toEqual(here.workers());
  });

  it('loses a worker whose lease has ended, and only that one', async () => {
    const [here, there] = [await replica(60_000), await replica(60_000)];
    await here.register(worker('kept'));
    await here.register(worker('lost'));
    await eventually(() => ids(there).length === 2);
    await leaseEnds('lost', 0.05);
    await eventually(() => ids(here).length === 1 && ids(there).length === 1);
    expect(ids(there)).toEqual(['kept']);
  });

  it('gets one back that was slow to say that it lives, and tells one that nobody knows to register', async () => {
    const here = await replica(60_000);
    await here.register(worker('slow'));
    await leaseEnds('slow', -1);
    await eventually(() => ids(here).length === 0);
    await here.renew('slow', { inFlight: 1 });
    await eventually(() => here.workers()[0]?.inFlight === 1);
    await expect(here.renew('unknown', { inFlight: 0 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'worker_id: unknown has no lease here; register again',
    });
  });

  it('does not keep for ever those who never came back', async () => {
    const here = await replica(60_000);
    for (const id of ['long-gone', 'just-gone']) await here.register(worker(id));
    await leaseEnds('long-gone', -7200);
    await leaseEnds('just-gone', -60);
    await here.register(worker('new'));
    const { rows } = await database.pool.query('SELECT worker FROM gateway_workers.lease ORDER BY worker');
    expect(rows).toEqual([{ worker: 'just-gone' }, { worker: 'new' }]);
  });

  it('is shown to watchers at once and after each change, wherever it was made', async () => {
    const [here, there] = [await replica(60_000), await replica(60_000)];
    const leave = new AbortController();
    const lists = there.watch(leave.signal);
    const next = async (): Promise<string[]> => {
      const { value } = await lists.next();
      return (value as readonly Worker[]).map(({ id, inFlight }) => `${id} ${inFlight}`);
    };
    expect(await next()).toEqual([]);
    await here.register(worker('a'));
    expect(await next()).toEqual(['a 0']);
    await here.renew('a', { inFlight: 3 });
    expect(await next()).toEqual(['a 3']);
    // A renewal that says nothing new wakes nobody: what is seen next is the worker that leaves.
    await here.renew('a', { inFlight: 3 });
    await here.remove('a');
    expect(await next()).toEqual([]);
    leave.abort();
    await expect(lists.next()).rejects.toThrow();
  });
});

describe('while the database is away', () => {
  let link: BreakableLink;
  let far: WorkerRegistry;
  const LEASE_MS = 2000;
  beforeEach(async () => {
    link = await breakableLink(database.connectionString);
    closing.push(async () => link[Symbol.asyncDispose]());
    const behind = await openDatabase({
      databaseUrl: link.connectionString,
      dataFolder: '',
      service: 'far',
      log: silentLog,
    });
    closing.push(() => behind.close());
    far = await replica(LEASE_MS, behind);
  });

  const isAway = (): Promise<boolean> =>
    far.check().then(
      () => false,
      () => true,
    );

  it('the list stays, longer than any lease; then those who come back stay in it and the others leave', async () => {
    await far.register(worker('alive'));
    await far.register(worker('dead'));
    await expect(far.check()).resolves.toBeUndefined();
    link.break();
    await eventually(() => isAway());
    await pause(LEASE_MS * 1.2);
    expect(ids(far)).toEqual(['alive', 'dead']);
    await expect(far.check()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'DATABASE_AWAY' });
    await expect(far.register(worker('new'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(far.renew('alive', { inFlight: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    link.restore();
    const seen = new Set<string>();
    const renewing = setInterval(() => void far.renew('alive', { inFlight: 1 }).catch(() => undefined), 50);
    await eventually(() => {
      seen.add(ids(far).join());
      return ids(far).join() === 'alive';
    });
    clearInterval(renewing);
    // Nobody was taken off at the moment in which the database came back with all leases ended.
    expect([...seen]).toEqual(['alive,dead', 'alive']);
    await expect(far.check()).resolves.toBeUndefined();
  });
});
