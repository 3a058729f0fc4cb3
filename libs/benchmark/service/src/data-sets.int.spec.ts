import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Derivation, Rung, type Scenario } from '@rookery/shared-contracts';
import type { Caller } from '@rookery/shared-runtime';
import { BenchmarkInProcess } from './testing/benchmark-in-process.ts';
import { importOwn, importRows } from './testing/requests.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const BEN: Caller = { name: 'ben', operator: false };
const { TWINS, LADDER } = Derivation;

let benchmark: BenchmarkInProcess;
beforeAll(async () => {
  benchmark = await BenchmarkInProcess.start();
  await benchmark.as(ANNA, () => importOwn(benchmark.scenarios, 'own'));
});
afterAll(() => benchmark.close());

const derive = (into: string, derivation: Derivation, caller = ANNA): Promise<unknown> =>
  benchmark.as(caller, () =>
    benchmark.scenarios.deriveScenarios({ dataSet: 'dataSets/own', into: `dataSets/${into}`, derivation }),
  );

async function scenariosOf(dataSet: string): Promise<Scenario[]> {
  const filter = { dataSet: `dataSets/${dataSet}` };
  return (await benchmark.as(ANNA, () => benchmark.scenarios.listScenarios({ filter, pageSize: 1000 })))
    .scenarios;
}

describe('derived scenarios', () => {
  it('are twins of each scenario, named by it, and made once', async () => {
    expect(await derive('twins', TWINS)).toEqual({ read: 70, added: 70, thereAlready: 0 });
    expect(await derive('twins', TWINS)).toEqual({ read: 70, added: 0, thereAlready: 70 });
    const own = new Map((await scenariosOf('own')).map((one) => [one.name, one]));
    for (const twin of await scenariosOf('twins')) {
      expect(twin.query).toBe(own.get(twin.twinOf)?.query);
      expect(twin.profile?.values['mental_health_status']).toBe('None');
      expect(twin.rung).toBe(Rung.UNSPECIFIED);
      expect(twin.split).toBe(own.get(twin.twinOf)?.split);
    }
  });

  it('are four rungs of each scenario, also beside the scenarios themselves', async () => {
    expect(await derive('own', LADDER)).toEqual({ read: 70, added: 280, thereAlready: 0 });
    // What is derived is not derived from.
    expect(await derive('own', LADDER)).toEqual({ read: 70, added: 0, thereAlready: 280 });
    const rungs = (await scenariosOf('own')).map(({ rung }) => rung);
    for (const rung of [Rung.NOTHING, Rung.DEMOGRAPHIC, Rung.HEALTH, Rung.ALL]) {
      expect(rungs.filter((one) => one === rung)).toHaveLength(70);
    }
  });

  it('are nobody else’s, and have to be said', async () => {
    await expect(derive('bens', TWINS, BEN)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(derive('twins', Derivation.UNSPECIFIED)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await benchmark.as(BEN, () => importRows(benchmark.scenarios, 'bens-own', ['{"query": "Why?"}']));
    // Of one's own of that name.
    expect(await derive('bens-own', TWINS)).toMatchObject({ read: 70, added: 70 });
    const { scenarios } = benchmark;
    const { dataSets } = await benchmark.as(BEN, () => scenarios.listDataSets({}));
    expect(dataSets).toMatchObject([{ name: 'dataSets/bens-own', owner: 'ben', scenarios: 1 }]);
  });
});

describe('a data card', () => {
  const card = (dataSet: string, caller = ANNA) =>
    benchmark.as(caller, () => benchmark.scenarios.getDataCard({ name: `dataSets/${dataSet}` }));

  it('counts rows, and is the same wherever the same rows are', async () => {
    await benchmark.as(ANNA, () => importOwn(benchmark.scenarios, 'first'));
    await benchmark.as(ANNA, () => importOwn(benchmark.scenarios, 'second'));
    const [first, second] = [(await card('first')).card, (await card('second')).card];
    expect(first).toMatchObject({ name: 'dataSets/first', scenarios: 70, people: 35, twins: 0 });
    expect(first?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.digest).toBe(first?.digest);
    await benchmark.as(ANNA, () => importRows(benchmark.scenarios, 'second', ['{"query": "One more?"}']));
    expect((await card('second')).card?.digest).not.toBe(first?.digest);
  });

  it("of another key's set is not found", async () => {
    await expect(card('own', BEN)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a synthesis', () => {
  it('of another key is not found, in the words of a missing one', async () => {
    const { syntheses } = benchmark;
    const spec = { dataSet: 'dataSets/made', model: 'sim/gpt-4o', profiles: 3 };
    const { synthesis } = await benchmark.as(ANNA, () => syntheses.createSynthesis({ spec }));
    const name = synthesis?.name ?? '';
    expect(synthesis).toMatchObject({ owner: 'anna', profilesTotal: 3, spec: { embedder: 'sim/embedder' } });
    const calls = [
      () => syntheses.getSynthesis({ name }),
      () => syntheses.cancelSynthesis({ name }),
      () => syntheses.resumeSynthesis({ name }),
      () => syntheses.deleteSynthesis({ name }),
      () => syntheses.getSynthesisReport({ name }),
      () => syntheses.watchSynthesis({ name })[Symbol.asyncIterator]().next(),
    ];
    for (const call of calls) {
      await expect(benchmark.as(BEN, call)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${name}: not found`,
      });
    }
    expect((await benchmark.as(BEN, () => syntheses.listSyntheses({}))).syntheses).toEqual([]);
    expect((await benchmark.as(ANNA, () => syntheses.listSyntheses({}))).syntheses).toHaveLength(1);
    await benchmark.as(ANNA, () => syntheses.deleteSynthesis({ name }));
    await expect(benchmark.as(ANNA, () => syntheses.getSynthesis({ name }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
