import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { Holding, isPersonal } from '@rookery/shared-holding';
import { knownPlaces, makeEveryTable } from './known-places.ts';

/** The one table that only a database with an extension has. */
const PGVECTOR = 'planner.path_pgvector';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await makeEveryTable(database);
}, 120_000);
afterAll(() => database.close());

/** Of somebody of whom nothing is there, with a word of every kind. */
const SOMEBODY = {
  tenant: 'team',
  endUser: 'e.(user)+1',
  scenarios: ['0123456789abcdef'],
  profiles: ['fedcba9876543210'],
  queries: ['May I?'],
  sessions: ['sessions/7'],
};

describe('the places of the platform', () => {
  it('have a line for every table: what of a person is in it, or why nothing is', async () => {
    const { rows } = await database.pool.query<{ name: string }>(`
      SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name <> 'schema_migration'
         AND table_schema NOT LIKE '%_queue'`);
    const lines = knownPlaces(database).map(({ table }) => table);
    expect(new Set(lines).size).toBe(lines.length);
    const expected = lines.filter((table) => table !== PGVECTOR);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
  });

  it('are found, shown and erased by statements that the database takes', async () => {
    const places = knownPlaces(database).filter(({ table }) => table !== PGVECTOR);
    const holding = new Holding({ database, places });
    for (const person of [SOMEBODY, { ...SOMEBODY, tenant: undefined }]) {
      const { places: found } = await holding.find(person);
      expect(found.map(({ place }) => place)).toEqual(places.filter(isPersonal).map(({ table }) => table));
      expect(found.every(({ rows }) => rows === 0)).toBe(true);
      expect(await Array.fromAsync(holding.export(person))).toEqual([]);
      const { places: erased } = await holding.erase(person);
      expect(erased.every(({ rows }) => rows === 0)).toBe(true);
    }
  });

  it('are all on the page', () => {
    const page = readFileSync('docs/retention.md', 'utf8');
    for (const place of knownPlaces(database).filter(isPersonal)) {
      expect(page).toContain(`\`${place.table}\``);
      expect(page).toContain(place.holds);
    }
  });
});
