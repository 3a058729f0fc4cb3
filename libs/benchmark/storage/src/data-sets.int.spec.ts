import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Scenario } from '@rookery/shared-scenario';
import { DataSetStore } from './data-set-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import { allOf, ANNA, BEN, scenario, SETTINGS, StoredBenchmark } from './testing/stored-benchmark.ts';

let at: StoredBenchmark;
beforeAll(async () => {
  at = await StoredBenchmark.open();
});
afterAll(() => at.close());

/** Which of these scenarios are stored at all. */
async function stored(rows: readonly Scenario[]): Promise<number> {
  const ids = rows.map(({ id }) => id);
  const { rows: found } = await at.database.pool.query(
    'SELECT id FROM benchmark.scenario WHERE id = ANY($1)',
    [ids],
  );
  return found.length;
}

describe('data sets', () => {
  it('are listed by name to who may read them', async () => {
    const store = new DataSetStore(at.database);
    await at.addTo('list-b', [scenario(1, 'life', 'list')], 'carl');
    await at.addTo('list-a', [], 'carl');
    await at.addTo('list-c', [], 'dora');
    const all = await allOf((request) => store.list({ owner: 'carl' }, request), 1);
    expect(all).toMatchObject([
      { name: 'list-a', scenarios: 0, owner: 'carl', createdAt: expect.any(Date) },
      { name: 'list-b', scenarios: 1 },
    ]);
    expect((await allOf((request) => store.list('everyone', request), 3)).length).toBeGreaterThan(2);
  });

  it('have names of each owner, and an operator means its own first', async () => {
    const store = new DataSetStore(at.database);
    const id = await store.open('anna', 'unique');
    expect(await store.open('anna', 'unique')).toBe(id);
    const hidden = { code: 'NOT_FOUND', message: 'dataSets/unique: not found' };
    await expect(store.mustExist(BEN, 'unique')).rejects.toMatchObject(hidden);
    await expect(store.delete(BEN, 'unique')).rejects.toMatchObject(hidden);
    expect(await store.open('ben', 'unique')).not.toBe(id);
    const olga = { owner: 'olga', everyone: true } as const;
    await store.open('olga', 'unique');
    const owners = async () =>
      (await allOf((request) => store.list(olga, request), 1))
        .filter(({ name }) => name === 'unique')
        .map(({ owner }) => owner);
    expect(await owners()).toEqual(['anna', 'ben', 'olga']);
    await store.delete(olga, 'unique');
    expect(await owners()).toEqual(['anna', 'ben']);
    await store.delete(BEN, 'unique');
    await expect(store.delete(BEN, 'unique')).rejects.toMatchObject(hidden);
    expect(await owners()).toEqual(['anna']);
  });

  it('are erased with what no other data set has', async () => {
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'erased'));
    await at.addTo('erased-all', rows);
    await at.addTo('erased-one', rows.slice(0, 1));
    await at.addTo('erased-of-ben', rows.slice(1, 2), 'ben');
    const [dataSets, scenarios] = [new DataSetStore(at.database), new ScenarioStore(at.database)];
    await dataSets.delete(ANNA, 'erased-all');
    expect(await stored(rows)).toBe(2);
    await expect(scenarios.get(ANNA, rows[1]?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await scenarios.delete(ANNA, rows[0]?.id ?? '');
    await dataSets.delete(BEN, 'erased-of-ben');
    expect(await stored(rows)).toBe(0);
  });

  it('keep what a run of their owner holds, until it is deleted', async () => {
    const rows = [1, 2].map((number) => scenario(number, 'life', 'held'));
    await at.addTo('held', rows);
    const [dataSets, scenarios] = [new DataSetStore(at.database), new ScenarioStore(at.database)];
    const [held, free] = rows.map(({ id }) => id) as [string, string];
    const run = await at.runs.create(SETTINGS, { simulated: true, scenarioIds: [held] });
    const inUse = {
      code: 'FAILED_PRECONDITION',
      reason: 'IN_USE',
      message: expect.stringContaining(`runs/${run.id}`),
    };
    await expect(scenarios.delete(ANNA, held)).rejects.toMatchObject(inUse);
    await expect(dataSets.delete(ANNA, 'held')).rejects.toMatchObject(inUse);
    expect(await stored(rows)).toBe(2);
    await scenarios.delete(ANNA, free);
    await at.runs.jobs.delete(ANNA, run.id);
    await dataSets.delete(ANNA, 'held');
    expect(await stored(rows)).toBe(0);
  });

  it("keep nobody from erasing for the sake of another's run, which keeps what it holds", async () => {
    const rows = [scenario(1, 'life', 'anothers')];
    await at.addTo('anothers', rows);
    const scenarios = new ScenarioStore(at.database);
    const scenarioIds = rows.map(({ id }) => id);
    const run = await at.runs.create(SETTINGS, { simulated: true, scenarioIds }, { owner: 'ben' });
    await new DataSetStore(at.database).delete(ANNA, 'anothers');
    expect(await stored(rows)).toBe(1);
    await expect(scenarios.get(BEN, scenarioIds[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await at.runs.jobs.delete(BEN, run.id);
    await scenarios.eraseOrphans();
    expect(await stored(rows)).toBe(0);
  });
});
