import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  JobState,
  Status,
  type Result,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import { PATIENCE_MS, Platform, eventually, type ServiceName } from '@rookery/shared-platform-processes';
import { clientsOf, create, finished, importOwn, keyOf, resultsOf, runOf } from './testing/requests.ts';

/** Samples of the run: 70 scenarios, two statuses, two repetitions. */
const SAMPLES = 280;
const SPEC = runOf({ statuses: [Status.VANILLA, Status.AGENT], repetitions: 2, concurrency: 16 });

const sayOf = ({ response, asked, score, state }: Result): unknown => ({ response, asked, score, state });

/** kill -9 of every process in turn, in the middle of a run (issue: "none lost, none double"). */
describe('a run whose processes are killed', () => {
  let platform: Platform;
  let scenarios: ScenarioServiceClient;
  let runs: RunServiceClient;
  let undisturbed: ReadonlyMap<string, unknown>;

  beforeAll(async () => {
    platform = await Platform.start({ ROOKERY_SIM_LATENCY_MS: '50' });
    ({ scenarios, runs } = clientsOf(platform));
    await importOwn(scenarios, 'own');
    const run = await finished(runs, (await create(runs, SPEC)).name);
    const results = await resultsOf(runs, run.name);
    undisturbed = new Map(results.map((result) => [keyOf(result), sayOf(result)]));
  }, 2 * PATIENCE_MS);
  afterAll(() => platform.stop(), PATIENCE_MS);

  const done = async (name: string): Promise<number> => (await runs.getRun({ name })).run?.samplesDone ?? 0;

  async function throughKills(kills: readonly (() => Promise<void>)[]): Promise<void> {
    // A gateway that was killed last may have none of its workers back yet.
    let name = '';
    await eventually('a worker', async () => ({ name } = await create(runs, SPEC)).name !== '');
    const share = SAMPLES / (kills.length + 1);
    for (const [index, kill] of kills.entries()) {
      await eventually(
        `sample ${share * (index + 0.5)}`,
        async () => (await done(name)) > share * (index + 0.5),
      );
      await kill();
    }
    await eventually(`the end of the run\n${platform.output}`, async () => (await done(name)) === SAMPLES);
    const run = await finished(runs, name);
    expect(run).toMatchObject({ state: JobState.SUCCEEDED, samplesDone: SAMPLES, samplesFailed: 0 });
    const results = await resultsOf(runs, name);
    expect(results).toHaveLength(SAMPLES);
    // The same answers and scores as if nothing had happened, each once.
    expect(new Map(results.map((result) => [keyOf(result), sayOf(result)]))).toEqual(undisturbed);
    // What the run was charged is what its results took: nothing that is stored was asked for again.
    expect(run.usage?.calls).toBe(results.reduce((sum, { usage }) => sum + (usage?.calls ?? 0), 0));
  }

  async function killAndStart(service: ServiceName): Promise<void> {
    await platform.kill(service);
    platform.launch(service);
  }

  it(
    'has every result once, whichever service dies',
    () =>
      throughKills(
        (['judge', 'planner', 'inference-worker', 'gateway'] as const).map(
          (service) => () => killAndStart(service),
        ),
      ),
    2 * PATIENCE_MS,
  );

  it(
    'goes on by itself when the benchmark service dies',
    () => throughKills([() => killAndStart('benchmark')]),
    2 * PATIENCE_MS,
  );

  it('outlives its database', () => throughKills([() => platform.killDatabase()]), 2 * PATIENCE_MS);

  it(
    'outlives the death of everything at once',
    () =>
      throughKills([
        async () => {
          const services = ['benchmark', 'judge', 'planner', 'inference-worker', 'gateway'] as const;
          await Promise.all(services.map((service) => platform.kill(service)));
          for (const service of services) platform.launch(service);
          await platform.ready();
        },
      ]),
    2 * PATIENCE_MS,
  );
});
