import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profileId, scenarioId, scenarioToWire, splitOf, type Scenario } from '@rookery/shared-scenario';
import { DataSetStore } from './data-set-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import { allOf, ANNA, BEN, scenario, StoredBenchmark, SETTINGS } from './testing/stored-benchmark.ts';

let at: StoredBenchmark;
beforeAll(async () => {
  at = await StoredBenchmark.open();
});
afterAll(() => at.close());

/** A twin of a scenario, whose own profile falls on the other side. */
function twinAcross(base: Scenario): Scenario {
  const side = splitOf(profileId(base.profile));
  for (let age = 0; ; age += 1) {
    const content = { ...base, profile: { age: `${age}`, mental_health_status: 'None' }, twinOf: base.id };
    if (splitOf(profileId(content.profile)) !== side) return { ...content, id: scenarioId(content) };
  }
}

describe('twins', () => {
  const sides = async (name: string): Promise<string[]> => {
    const { rows } = await at.database.pool.query<{ split: string }>(
      `SELECT DISTINCT split FROM benchmark.scenario JOIN benchmark.data_set_scenario ON scenario_id = scenario.id
         JOIN benchmark.data_set ON data_set.id = data_set_id WHERE data_set.name LIKE $1`,
      [`${name}%`],
    );
    return rows.map(({ split }) => split);
  };

  it.each([
    ['together', (pair: Scenario[]) => [pair]],
    ['scenario-first', (pair: Scenario[]) => [pair.slice(0, 1), pair.slice(1)]],
    ['twin-first', (pair: Scenario[]) => [pair.slice(1), pair.slice(0, 1)]],
  ])('are on the side of their scenario, brought in %s', async (order, parts) => {
    const base = scenario(500, 'life', order);
    const twin = twinAcross(base);
    for (const [index, part] of parts([base, twin]).entries()) await at.addTo(`${order}-${index}`, part);
    expect(await sides(order)).toEqual([splitOf(profileId(base.profile))]);
    const stored = await new ScenarioStore(at.database).get(ANNA, twin.id);
    expect(stored).toEqual({ ...twin, split: splitOf(profileId(base.profile)) });
    expect(scenarioToWire(stored).split).toBe(scenarioToWire(base).split);
    const other = splitOf(profileId(twin.profile));
    const [name = ''] = [`${order}-0`];
    expect(await new ScenarioStore(at.database).count(ANNA, { dataSet: name, split: other })).toBe(0);
  });

  it('whose scenario is nowhere fall where their own profile does', async () => {
    const twin = twinAcross(scenario(501, 'life', 'gone'));
    await at.addTo('gone', [twin]);
    expect(await sides('gone')).toEqual([splitOf(profileId(twin.profile))]);
  });
});

describe('data sets that experiments made', () => {
  it('are chosen from by name alone', async () => {
    const [scenarios, dataSets] = [new ScenarioStore(at.database), new DataSetStore(at.database)];
    const carla = { owner: 'carla' };
    await at.addTo('carlas', [scenario(600, 'life')], 'carla');
    await scenarios.add(await dataSets.open('carla', 'experiment-carla', true), [scenario(601, 'life')]);
    expect(await scenarios.choose(carla, {}, 0, 1)).toHaveLength(1);
    expect(await scenarios.choose(carla, { dataSet: 'experiment-carla' }, 0, 1)).toHaveLength(1);
    expect(await scenarios.get(carla, scenario(601, 'life').id)).toEqual(scenario(601, 'life'));
    expect(await dataSets.version(carla, undefined)).toEqual({
      ...(await dataSets.version(carla, 'carlas')),
      dataSet: '',
    });
  });
});

describe('the version of a data set', () => {
  it('is the digest of the ids in their order, whatever order they came in', async () => {
    const dataSets = new DataSetStore(at.database);
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'version'));
    await at.addTo('version-one', rows);
    await at.addTo('version-two', rows.toReversed());
    const ids = rows.map(({ id }) => id).sort();
    const digest = createHash('sha256')
      .update(ids.map((id) => `${id}\n`).join(''))
      .digest('hex');
    for (const dataSet of ['version-one', 'version-two']) {
      expect(await dataSets.version(ANNA, dataSet)).toEqual({ dataSet, digest, scenarios: 3 });
    }
  });

  it('stays with the run that was made of it, and with those that judge its answers again', async () => {
    await at.addTo('version-run', [scenario(1, 'life', 'kept')]);
    const settings = { ...SETTINGS, selection: { dataSet: 'version-run' } };
    const content = { simulated: true, scenarioIds: [scenario(1, 'life', 'kept').id] };
    const then = await new DataSetStore(at.database).version(ANNA, 'version-run');
    const run = await at.runs.create(settings, content);
    expect(run.progress.data).toEqual(then);
    await at.addTo('version-run', [scenario(2, 'life', 'kept')]);
    expect((await at.runs.create(settings, content)).progress.data).toMatchObject({ scenarios: 2 });
    await at.database.pool.query(
      `INSERT INTO benchmark.answer (run_id, sample, response, asked, calls, input_tokens, output_tokens, cost_usd, state)
       VALUES ($1, 0, 'An answer.', '{}', 1, 1, 1, 0, 'whole')`,
      [run.id],
    );
    const again = await at.runs.create({ ...settings, answersOf: run.id }, content);
    expect(again.progress.data).toEqual(then);
  });
});

describe('ScenarioStore', () => {
  it("keeps the file's own words with a scenario, those that came first, and erases them with it", async () => {
    const store = new ScenarioStore(at.database);
    const one = { ...scenario(1, 'life', 'words'), given: { age: '0.0', gender: 'prefer not\0 to say' } };
    await at.addTo('words', [one]);
    await at.addTo('words-again', [{ ...one, given: { age: '0.00' } }]);
    const stored = await store.get(ANNA, one.id);
    expect(stored.given).toEqual({ age: '0.0', gender: expect.stringMatching(/^prefer not.* to say$/u) });
    for (const dataSet of ['words', 'words-again']) await new DataSetStore(at.database).delete(ANNA, dataSet);
    const { rows } = await at.database.pool.query('SELECT FROM benchmark.scenario WHERE id = $1', [one.id]);
    expect(rows).toEqual([]);
  });

  it('takes the same scenarios once, in every data set that has them', async () => {
    const store = new ScenarioStore(at.database);
    const rows = [1, 2, 3].map((number) => scenario(number, 'life', 'once'));
    expect((await at.addTo('once-one', [...rows, ...rows])).size).toBe(3);
    expect((await at.addTo('once-one', rows)).size).toBe(0);
    expect((await at.addTo('once-two', rows.slice(0, 2))).size).toBe(2);
    expect(await store.count(ANNA, { dataSet: 'once-one' })).toBe(3);
    expect(await store.count(ANNA, { dataSet: 'once-two' })).toBe(2);
    expect(await store.get(ANNA, rows[0]?.id ?? '')).toEqual(rows[0]);
    await expect(store.get(ANNA, 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what a at.database cannot: NUL and halves of surrogate pairs are replaced, not refused', async () => {
    const odd = scenario(9, 'life', ' \0 \ud800 é');
    await at.addTo('odd', [odd]);
    expect((await new ScenarioStore(at.database).get(ANNA, odd.id)).query).toBe('Question 9  \ufffd é');
  });

  it('pages without loss or repetition', async () => {
    const store = new ScenarioStore(at.database);
    const rows = Array.from({ length: 23 }, (_, number) => scenario(number, 'career', 'paged'));
    await at.addTo('paged', rows);
    const seen = await allOf((request) => store.list(ANNA, { dataSet: 'paged' }, request), 5);
    expect(seen.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort());
  });

  it('spreads any limit evenly over domains, the same for the same seed', async () => {
    const store = new ScenarioStore(at.database);
    const rows = [
      ...Array.from({ length: 20 }, (_, number) => scenario(number, 'health', 'spread')),
      ...Array.from({ length: 3 }, (_, number) => scenario(number, 'social', 'spread')),
    ];
    await at.addTo('spread', rows);
    const domains = new Map(rows.map(({ id, domain }) => [id, domain]));
    const choose = (limit: number, seed: number) => store.choose(ANNA, { dataSet: 'spread' }, limit, seed);
    const chosen = await choose(8, 7);
    expect(chosen.filter(({ id }) => domains.get(id) === 'social')).toHaveLength(3);
    expect(await choose(8, 7)).toEqual(chosen);
    const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
    expect(ids(await choose(4, 7))).toEqual(ids(chosen).slice(0, 4));
    expect(ids(await choose(8, 8))).not.toEqual(ids(chosen));
    expect(await choose(0, 7)).toHaveLength(23);
  });

  it('shows a reader what its data sets have, and an operator everything', async () => {
    const store = new ScenarioStore(at.database);
    const [shared, own] = [scenario(1, 'life', 'read'), scenario(2, 'life', 'read')] as const;
    await at.addTo('read-anna', [shared, own]);
    await at.addTo('read-ben', [shared], 'ben');
    expect(await store.get(BEN, shared.id)).toEqual(shared);
    const hidden = { code: 'NOT_FOUND', message: `scenarios/${own.id}: not found` };
    await expect(store.get(BEN, own.id)).rejects.toMatchObject(hidden);
    await expect(store.delete(BEN, own.id)).rejects.toMatchObject(hidden);
    expect(await store.get('everyone', own.id)).toEqual(own);
    expect(await store.count(BEN, {})).toBe(1);
    expect(await store.count(BEN, { dataSet: 'read-anna' })).toBe(0);
    expect((await store.choose(BEN, {}, 0, 1)).map(({ id }) => id)).toEqual([shared.id]);
  });
});
