import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { LibraryStore } from './library-store.ts';
import { migratePlanner, MIGRATIONS } from './migrations.ts';
import { PathStore } from './path-store.ts';
import { SCHEMA } from './tables.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The schema as it was before libraries had owners. */
async function migrateBeforeOwners(): Promise<void> {
  const steps = Object.entries(MIGRATIONS).filter(([name]) => name < '0007');
  await migrate(database, SCHEMA, Object.fromEntries(steps));
}

describe('libraries of former times', () => {
  it("are the platform's, and their paths are found by their request ids, whatever was asked for", async () => {
    await migrateBeforeOwners();
    await database.pool.query(`INSERT INTO planner.library (name) VALUES ('old')`);
    for (const [id, effect] of [
      ['planned', 'plan/r/1'],
      ['built', 'build/b/s'],
      ['free', null],
    ]) {
      await database.pool.query(
        `INSERT INTO planner.path (id, library, effect, query, domain, steps, known, stop_reason, evaluations,
           unscored_evaluations, planner, parameters_json, seed, answer_model, judge_model, prior_model, prompt_versions, usage,
           simulated, profile_key)
         VALUES ($1, 'old', $2, 'q', 'health', '[]', '{}', 'budget', 1, 0, 'uct', '{}', 0, 'a', 'j', 'p', '{}', '{}', true, '')`,
        [id, effect],
      );
    }
    await migratePlanner(database);
    const libraries = new LibraryStore(database);
    const paths = new PathStore(database);
    expect(await libraries.get({ owner: '' }, 'old')).toMatchObject({ owner: '', paths: 3 });
    await expect(libraries.get({ owner: 'anna' }, 'old')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await paths.earlier({ owner: '', id: 'r/1', digest: 'any' }))?.id).toBe('planned');
    expect(await paths.earlier({ owner: 'anna', id: 'r/1', digest: 'any' })).toBeUndefined();
    expect(await paths.earlier({ owner: '', id: 'b/s', digest: 'any' })).toBeUndefined();
  });
});
