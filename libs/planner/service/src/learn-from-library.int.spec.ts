import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Domain, EffectGroup, LibraryModel, type Library, type Path } from '@rookery/shared-contracts';
import type { Profile } from '@rookery/shared-scenario';
import { setTimeout as wait } from 'node:timers/promises';
import { PlannerPlatform, type RunningPlanner } from '@rookery/shared-platform-processes';

const SEARCHES = 22;
const OPTIONS = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 6, seed: 3 };
const CANARY = 'Despair like a canary';

let platform: PlannerPlatform;
let running: RunningPlanner;

beforeAll(async () => {
  platform = await PlannerPlatform.start(0);
  running = await platform.startPlanner();
}, 120_000);
afterAll(() => platform.close(), 120_000);

const person = (index: number): Profile => ({
  age: '55+',
  gender: 'Other',
  health_status: 'Good',
  emotional_state: `${CANARY} ${index}`,
});

async function plan(request: object = {}, options: object = {}, planner = running): Promise<Path> {
  const whole = {
    query: 'May I sleep all day?',
    profile: { values: person(1000) },
    library: 'libraries/learned',
    options: { ...OPTIONS, ...options },
    ...request,
  };
  for await (const { event } of planner.planner.plan(whole)) if (event?.$case === 'path') return event.value;
  throw new Error('the stream ended without a path');
}

async function library(name = 'learned'): Promise<Library> {
  const { library: found } = await running.libraries.getLibrary({ name: `libraries/${name}` });
  if (found === undefined) throw new Error('no library');
  return found;
}

async function until(holds: (library: Library) => boolean): Promise<Library> {
  for (;;) {
    const now = await library();
    if (holds(now)) return now;
    await wait(50);
  }
}

/** Ends the planner as a crash would and starts another. */
async function restart(): Promise<void> {
  await running.kill();
  running = await platform.startPlanner();
}

const weightsOf = ({ modelWeights }: Library) => modelWeights.map(({ weight }) => weight);

describe('a library', () => {
  it('learns as it grows, and shows what it learned', async () => {
    for (let index = 0; index < SEARCHES; index += 1) {
      await plan({
        query: `Question ${index} about ${index % 2 === 0 ? 'sleeping' : 'money'}?`,
        domain: index % 2 === 0 ? Domain.HEALTH : Domain.FINANCIAL,
        profile: { values: person(index) },
      });
    }
    const learned = await until(({ fit, paths }) => fit !== undefined && paths === SEARCHES);
    expect(learned).toMatchObject({
      paths: SEARCHES,
      finishedSearches: SEARCHES,
      fit: { version: 1, embedder: expect.stringMatching(/./), summary: expect.stringMatching(/searches/) },
    });
    expect(learned.fit?.finishedSearches).toBeGreaterThanOrEqual(20);
    expect(learned.nextFitAt).toBeGreaterThan(SEARCHES);
    expect(learned.fit?.sharing.map(({ group }) => group)).toContain(EffectGroup.MAIN);
    expect(learned.modelWeights.map(({ model }) => model)).toEqual([
      LibraryModel.LIBRARY,
      LibraryModel.WIDENED,
      LibraryModel.HAND_SET,
    ]);
    const { libraries } = await running.libraries.listLibraries({});
    expect(libraries.map(({ name }) => name)).toEqual(['libraries/learned']);
    await expect(library('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 240_000);

  it('holds no value of a profile', async () => {
    for (const table of ['finished_search', 'library_fit', 'library']) {
      const { rows } = await platform.database.pool.query<{ found: string }>(
        `SELECT count(*) AS found FROM planner.${table} AS t WHERE t::text LIKE '%canary%'`,
      );
      expect(rows[0]?.found).toBe('0');
    }
  });

  it('is what the next search of it begins with, unless it is switched off or the planner cannot learn', async () => {
    const before = await library();
    expect((await plan()).libraryVersion).toBe(1);
    const after = await library();
    expect(after.finishedSearches).toBe(before.finishedSearches + 1);
    expect(weightsOf(after)).not.toEqual(weightsOf(before));
    expect((await plan({}, { parametersJson: '{"useLibrary":false}' })).libraryVersion).toBe(0);
    expect((await plan({}, { planner: 'uct' })).libraryVersion).toBe(0);
    expect((await plan({ library: '' })).libraryVersion).toBe(0);
    expect((await plan({ library: 'libraries/another' })).libraryVersion).toBe(0);
    // None of these had anything to say about what the library taught.
    expect(weightsOf(await library())).toEqual(weightsOf(after));
  }, 60_000);

  it('keeps what it learned, and how far it is trusted, over a crash', async () => {
    const before = await library();
    await restart();
    const after = await library();
    expect({ fit: after.fit, weights: weightsOf(after) }).toEqual({
      fit: before.fit,
      weights: weightsOf(before),
    });
    const path = await plan({ requestId: 'kept' });
    expect(path.libraryVersion).toBe(1);
    const { path: stored } = await running.libraries.getPath({ name: path.name });
    expect(stored).toEqual(path);
    const weights = weightsOf(await library());
    expect(await plan({ requestId: 'kept' })).toEqual(path);
    expect(weightsOf(await library())).toEqual(weights);
  }, 120_000);

  it('is usable whenever a crash comes, and learns then what was due', async () => {
    const { nextFitAt, finishedSearches } = await library();
    const missing = Array.from({ length: nextFitAt - finishedSearches }, (_, index) => index);
    await Promise.all(missing.map((index) => plan({ query: `And ${index} more?` })));
    await restart();
    expect((await plan({ query: 'Still there?' })).libraryVersion).toBeGreaterThanOrEqual(1);
    const learned = await until(({ fit }) => fit?.version === 2);
    expect(learned.fit?.finishedSearches).toBeGreaterThanOrEqual(nextFitAt);
    expect((await plan({ query: 'And now?' })).libraryVersion).toBe(2);
  }, 120_000);

  it('costs its searches nothing but its help when it is damaged, and is learned from anew', async () => {
    await platform.database.pool.query(`UPDATE planner.library_fit SET fit = '\\x00'`);
    await restart();
    const path = await plan();
    expect(path).toMatchObject({ libraryVersion: 0, evaluations: OPTIONS.budget });
    await until(({ fit }) => fit?.version === 3);
    expect((await plan()).libraryVersion).toBe(3);
  }, 120_000);
});

describe('costs of questions', () => {
  const attributes = ({ steps }: Path): string[] => steps.map(({ attribute }) => attribute).sort();
  const dear = { health_status: 4, emotional_state: 4 };

  it('keep dear attributes off a path', async () => {
    // What gains nothing is not asked either, though it is free.
    const asked = attributes(await plan({ library: '' }, { attributeCosts: dear }));
    expect(asked).toContain('age');
    expect(['age', 'gender']).toEqual(expect.arrayContaining(asked));
  });

  it('are those of the deployment where a request says nothing, and of no account to planners that cannot weigh them', async () => {
    const strict = await platform.startPlanner({ ROOKERY_QUESTION_COSTS: JSON.stringify(dear) });
    expect(['age', 'gender']).toEqual(
      expect.arrayContaining(attributes(await plan({ library: '' }, {}, strict))),
    );
    const free = { health_status: 0, emotional_state: 0, age: 4, gender: 4 };
    const turned = await plan({ library: '' }, { attributeCosts: free }, strict);
    expect(attributes(turned)).toContain('emotional_state');
    expect(['emotional_state', 'health_status']).toEqual(expect.arrayContaining(attributes(turned)));
    expect((await plan({ library: '' }, { planner: 'uct' }, strict)).planner).toBe('uct');
  }, 60_000);

  it.each([
    [{ attributeCosts: { shoe_size: 1 } }, 'options.attribute_costs.shoe_size'],
    [{ attributeCosts: { age: 4.5 } }, 'options.attribute_costs.age'],
    [{ attributeCosts: { age: Number.NaN } }, 'options.attribute_costs.age'],
    [{ attributeCosts: { age: 1 }, planner: 'uct' }, 'options.attribute_costs'],
  ])('are refused by name: %j', async (options, field) => {
    await expect(plan({ library: '' }, options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [expect.objectContaining({ field })],
    });
  });

  it('are known to the list of planners', async () => {
    const { planners } = await running.planner.listPlanners({});
    const able = planners.filter(({ weighsCosts }) => weighsCosts).map(({ name }) => name);
    const learning = planners
      .filter(({ learnsFromLibraries }) => learnsFromLibraries)
      .map(({ name }) => name);
    expect(able).toContain('path-kg');
    // Those that stand on the same Gaussian process.
    expect(learning).toEqual(['gp-ei', 'gp-thompson', 'path-kg']);
    expect(able).not.toContain('uct');
  });
});
