import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobState, type ImportScenariosRequest, type LibraryBuild } from '@rookery/shared-contracts';
import { profileId, splitOf, type Profile } from '@rookery/shared-scenario';
import { PlannerPlatform, type RunningPlanner } from '@rookery/shared-platform-processes';

const SCENARIOS = 6;
const OPTIONS = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 3, budget: 16, seed: 3 };

let platform: PlannerPlatform;
let running: RunningPlanner;

beforeAll(async () => {
  platform = await PlannerPlatform.start(40);
  await platform.withBenchmark((benchmark) => benchmark.importScenarios(importOf(scenarios())));
  running = await platform.startPlanner();
}, 120_000);
afterAll(() => platform.close(), 120_000);

/** As many people on the library side as wanted, and as many on the other side. */
function people(): Profile[] {
  const all = Array.from({ length: 200 }, (_, index): Profile => {
    return { age: '55+', emotional_state: `Despair ${index}`, health_status: 'Good', gender: 'Other' };
  });
  const of = (side: string) =>
    all.filter((profile) => splitOf(profileId(profile)) === side).slice(0, SCENARIOS);
  return [...of('library'), ...of('evaluation')];
}

function scenarios(): string[] {
  return people().map((profile, index) =>
    JSON.stringify({
      query: `Question ${index} about sleeping?`,
      background: '',
      domain: index % 2 === 0 ? 'health' : 'life',
      origin: 'own',
      situation: '',
      profile,
    }),
  );
}

async function* importOf(rows: readonly string[]): AsyncGenerator<ImportScenariosRequest, void> {
  yield { event: { $case: 'header', value: { requestId: '', dataSet: 'sleepers' } } };
  const numbered = rows.map((json, index) => ({ number: index + 1, json, unreadable: '' }));
  yield { event: { $case: 'rows', value: { rows: numbered } } };
}

async function build(spec: object, requestId = ''): Promise<LibraryBuild> {
  const full = { library: 'built', dataSet: 'sleepers', options: OPTIONS, ...spec };
  const { build: made } = await running.planner.buildLibrary({ requestId, spec: full });
  if (made === undefined) throw new Error('no build');
  return made;
}

/** The build when `until` holds of it, or at its end. */
async function watch(name: string, until: (build: LibraryBuild) => boolean): Promise<LibraryBuild> {
  let last: LibraryBuild | undefined;
  for await (const { build: now } of running.planner.watchLibraryBuild({ name })) {
    last = now;
    if (now !== undefined && until(now)) return now;
  }
  if (last === undefined) throw new Error('the watch said nothing');
  return last;
}

const atEnd = (name: string) => watch(name, () => false);

async function queriesIn(library: string): Promise<string[]> {
  const { paths } = await running.planner.listPaths({ parent: `libraries/${library}`, pageSize: 1000 });
  return paths.map(({ query }) => query).sort();
}

describe('BuildLibrary', () => {
  it('completes after the planner was killed, with no path lost and none double', async () => {
    const { name, scenariosTotal } = await build({});
    expect(scenariosTotal).toBe(SCENARIOS);
    const before = await watch(name, ({ scenariosDone }) => scenariosDone > 0);
    expect(before.state).toBe(JobState.RUNNING);
    await running.kill();
    running = await platform.startPlanner();
    const end = await atEnd(name);
    expect(end).toMatchObject({ state: JobState.SUCCEEDED, scenariosDone: SCENARIOS, scenariosFailed: 0 });
    expect(end.usage?.calls).toBeGreaterThanOrEqual(SCENARIOS * 2 * OPTIONS.budget);
    // The first people are on the library side; the others must not be planned.
    expect(await queriesIn('built')).toEqual(
      Array.from({ length: SCENARIOS }, (_, index) => `Question ${index} about sleeping?`),
    );
  }, 180_000);

  it('has one effect for one request id', async () => {
    const spec = { library: 'once', limit: 2, options: { ...OPTIONS, budget: 2 } };
    const [one, two] = await Promise.all([build(spec, 'r1'), build(spec, 'r1')]);
    expect(two.name).toBe(one.name);
    expect((await build(spec, 'r1')).name).toBe(one.name);
    await atEnd(one.name);
    expect(await queriesIn('once')).toHaveLength(2);
  }, 120_000);

  it('stops when it is cancelled and keeps what was done', async () => {
    const { name } = await build({ library: 'stopped', options: { ...OPTIONS, budget: 100_000 } });
    await watch(name, ({ state }) => state === JobState.RUNNING);
    const { build: cancelled } = await running.planner.cancelLibraryBuild({ name });
    expect(cancelled?.state).toBe(JobState.CANCELLED);
    expect((await atEnd(name)).scenariosDone).toBe(0);
    expect((await running.planner.getLibraryBuild({ name })).build).toMatchObject({
      state: JobState.CANCELLED,
    });
  }, 120_000);

  it('refuses what cannot be built', async () => {
    await expect(build({ options: { ...OPTIONS, planner: 'x' } })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(build({ options: { ...OPTIONS, judgeModel: 'sim/x' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(running.planner.getLibraryBuild({ name: 'libraryBuilds/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
