import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openConversation } from '@rookery/agent-conversation';
import { CallLedger } from '@rookery/shared-model-calls';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { migrateSessions } from './tables.ts';
import { newSessionId, SessionStore } from './session-store.ts';
import { type SessionContent } from './session.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await migrateSessions(database);
}, 60_000);
afterAll(() => database.close());

const HOUR = 3_600_000;
const settings = {
  id: 'c',
  model: 'm',
  seed: undefined,
  maxQuestions: 3,
  abstention: { form: 'scale', threshold: 4 },
  pathUse: 'examples',
  reading: 'model',
  locale: undefined,
  wholeAnswer: false,
} as const;
const content = (query: string): SessionContent => ({
  progress: {
    conversation: { ...openConversation(settings, { age: '55+' }), query },
    pending: undefined,
    answer: undefined,
    turns: [],
  },
  ledger: new CallLedger().record,
  library: '',
  pathNames: [],
});
// What is stored goes through JSON, which knows no undefined.
const stored = (query: string) => JSON.parse(JSON.stringify(content(query))) as object;
const store = (rules: { ttlMs?: number; mostPerOwner?: number } = {}) =>
  new SessionStore(database, { ttlMs: HOUR, mostPerOwner: 100, ...rules });

describe('SessionStore', () => {
  it('gives back what was stored, to its owner alone', async () => {
    const id = newSessionId();
    await store().create('ann', id, content('q'));
    const found = await store().get('ann', id);
    expect(found).toMatchObject({ id, revision: 1, content: stored('q') });
    const missing = { code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' };
    await expect(store().get('ben', id)).rejects.toMatchObject(missing);
    await expect(store().get('', id)).rejects.toMatchObject(missing);
    await expect(store().delete('ben', id)).rejects.toMatchObject(missing);
    expect((await store().list('ben', 10, '')).sessions).toEqual([]);
  });

  it('takes a change only from who has seen the last one', async () => {
    const first = await store().create('cid', newSessionId(), content('one'));
    const second = await store().save(first, content('two'));
    expect(second).toMatchObject({ revision: 2, content: stored('two') });
    await expect(store().save(first, content('three'))).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await store().get('cid', first.id)).toMatchObject({ content: stored('two') });
  });

  it('lets an owner have so many, however fast they come', async () => {
    const strict = store({ mostPerOwner: 3 });
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, () => strict.create('dan', newSessionId(), content('q'))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await strict.create('eve', newSessionId(), content('q'));
  });

  it('erases what has expired, and does not find it before', async () => {
    const brief = store({ ttlMs: -1 });
    const { id } = await brief.create('fay', newSessionId(), content('q'));
    const kept = await store().create('fay', newSessionId(), content('q'));
    await expect(store().get('fay', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await store().list('fay', 10, '')).sessions.map((session) => session.id)).toEqual([kept.id]);
    expect(await store().sweep()).toBe(1);
    const { rows } = await database.pool.query('SELECT id FROM agent.session WHERE owner = $1', ['fay']);
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('is given its full time again by every change', async () => {
    const first = await store({ ttlMs: HOUR }).create('gus', newSessionId(), content('q'));
    const later = await store({ ttlMs: 2 * HOUR }).save(first, content('q'));
    expect(later.expiresAt.getTime() - first.expiresAt.getTime()).toBeGreaterThan(HOUR / 2);
  });

  it('erases at once and wholly', async () => {
    const { id } = await store().create('hal', newSessionId(), content('canary'));
    await store().delete('hal', id);
    const { rows } = await database.pool.query('SELECT 1 FROM agent.session WHERE content::text LIKE $1', [
      '%canary%',
    ]);
    expect(rows).toEqual([]);
  });
});
