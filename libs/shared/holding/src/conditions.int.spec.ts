import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { sql } from 'kysely';
import { isTheirQuery, names, queryDigest } from './conditions.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());

const nobody = { tenant: 't', endUser: '', scenarios: [], profiles: [], queries: [], sessions: [] };

async function found(person: object, texts: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    SELECT text FROM unnest(${[...texts]}::text[]) AS text WHERE ${names({ ...nobody, ...person }, 'text')}`.execute(
    database.tables<unknown>('public').withoutPlugins(),
  );
  return rows.map(({ text }) => text);
}

describe('an id of a request', () => {
  it('names an end user as a word of its own, whatever signs are in it', async () => {
    const texts = ['ann', 'plan-ann-7', 'planned', 'for ann@example.org', 'annex', '', 'a.(n)+n*'];
    expect(await found({ endUser: 'ann' }, texts)).toEqual(['ann', 'plan-ann-7', 'for ann@example.org']);
    expect(await found({ endUser: 'ann@example.org' }, texts)).toEqual(['for ann@example.org']);
    expect(await found({ endUser: 'a.(n)+n*' }, texts)).toEqual(['a.(n)+n*']);
    expect(await found({ endUser: 'an' }, texts)).toEqual([]);
    expect(await found({}, texts)).toEqual([]);
  });

  it('names a scenario, a profile or a session wherever its id stands', async () => {
    const texts = ['run-0123abcd-1', 'x0123abcd', 'sessions/77-88', 'of 77-88', 'other'];
    expect(await found({ scenarios: ['0123abcd'] }, texts)).toEqual(['run-0123abcd-1', 'x0123abcd']);
    expect(await found({ sessions: ['sessions/77-88'] }, texts)).toEqual(['sessions/77-88', 'of 77-88']);
  });
});

it('a query is found by its digest, in any script', async () => {
  const texts = ['May I?', 'Darf ich? ß', '可以吗？', 'other'];
  const queries = texts.slice(0, 3).map(queryDigest);
  const { rows } = await sql<{ text: string }>`
    SELECT text FROM unnest(${texts}::text[]) AS text
     WHERE ${isTheirQuery({ ...nobody, queries }, sql.ref('text'))}`.execute(
    database.tables<unknown>('public').withoutPlugins(),
  );
  expect(rows.map(({ text }) => text)).toEqual(texts.slice(0, 3));
});
