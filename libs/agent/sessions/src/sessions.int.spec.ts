import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
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
const PAGE = { pageSize: 10, pageToken: '' };
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
const store = (rules: { ttlMs?: number; mostPerOwner?: number; mostPerEndUser?: number } = {}) =>
  new SessionStore(database, { ttlMs: HOUR, mostPerOwner: 100, mostPerEndUser: 100, ...rules });

describe('SessionStore', () => {
  it('gives back what was stored, to its owner alone', async () => {
    const id = newSessionId();
    await store().create('ann', id, content('q'));
    const found = await store().get({ owner: 'ann' }, id);
    expect(found).toMatchObject({ id, revision: 1, content: stored('q') });
    const missing = { code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' };
    await expect(store().get({ owner: 'ben' }, id)).rejects.toMatchObject(missing);
    await expect(store().get({ owner: '' }, id)).rejects.toMatchObject(missing);
    await expect(store().delete({ owner: 'ben' }, id)).rejects.toMatchObject(missing);
    expect((await store().list({ owner: 'ben' }, PAGE)).items).toEqual([]);
  });

  it('shows an operator every session, and lets it erase any', async () => {
    const ids = [newSessionId(), newSessionId()];
    await store().create('ida', ids[0] ?? '', content('q'));
    await store().create('jon', ids[1] ?? '', content('q'));
    const { items } = await store().list('everyone', PAGE);
    expect(items.map(({ id }) => id).slice(0, 2)).toEqual(ids.toReversed());
    expect(await store().get('everyone', ids[0] ?? '')).toMatchObject({ id: ids[0] });
    await store().delete('everyone', ids[0] ?? '');
    expect((await store().list({ owner: 'ida' }, PAGE)).items).toEqual([]);
  });

  it('lists page by page, newest first', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 3; made += 1) {
      ids.unshift((await store().create('kim', newSessionId(), content('q'))).id);
    }
    const first = await store().list({ owner: 'kim' }, { pageSize: 2, pageToken: '' });
    const second = await store().list({ owner: 'kim' }, { pageSize: 2, pageToken: first.nextPageToken });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextPageToken).toBe('');
  });

  it('takes a change only from who has seen the last one', async () => {
    const first = await store().create('cid', newSessionId(), content('one'));
    const second = await store().save(first, content('two'));
    expect(second).toMatchObject({ revision: 2, content: stored('two') });
    await expect(store().save(first, content('three'))).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await store().get({ owner: 'cid' }, first.id)).toMatchObject({ content: stored('two') });
  });

  it('lets an owner have so many, however fast they come', async () => {
    const strict = store({ mostPerOwner: 3 });
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, () => strict.create('dan', newSessionId(), content('q'))),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await strict.create('eve', newSessionId(), content('q'));
  });

  it('counts for each end user that an owner names, and keeps a hash of the name alone', async () => {
    const strict = store({ mostPerEndUser: 2 });
    const of = (endUser: string, most?: number) =>
      strict.create('ken', newSessionId(), content('q'), { endUser, most });
    for (const endUser of ['kate', 'kurt']) for (let count = 0; count < 2; count += 1) await of(endUser);
    await expect(of('kate')).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'SESSION_LIMIT' });
    await of('kate', 3);
    await of('');
    const { rows } = await database.pool.query<{ end_user: string }>(
      "SELECT DISTINCT end_user FROM agent.session WHERE owner = 'ken'",
    );
    expect(rows.map(({ end_user: one }) => /^([0-9a-f]{64})?$/.test(one))).toEqual([true, true, true]);
  });

  it('makes room by erasing what has its answer, the oldest first', async () => {
    const strict = store({ mostPerOwner: 3 });
    const made = [];
    for (let count = 0; count < 3; count += 1)
      made.push(await strict.create('lea', newSessionId(), content('q')));
    const [first, second, third] = made;
    if (first === undefined || second === undefined || third === undefined) throw new Error('not made');
    await expect(strict.create('lea', newSessionId(), content('q'))).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
    const answer = { text: 'Take your time.', reason: 'sufficient', cut: false, sent: undefined } as const;
    for (const session of [third, second]) {
      await strict.save(session, {
        ...session.content,
        progress: { ...session.content.progress, answer },
      });
    }
    const fourth = await strict.create('lea', newSessionId(), content('q'));
    const { items } = await strict.list({ owner: 'lea' }, PAGE);
    expect(items.map(({ id }) => id)).toEqual([fourth.id, third.id, first.id]);
  });

  it('erases what has expired, and does not find it before', async () => {
    const brief = store({ ttlMs: -1 });
    const { id } = await brief.create('fay', newSessionId(), content('q'));
    const kept = await store().create('fay', newSessionId(), content('q'));
    await expect(store().get({ owner: 'fay' }, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await store().list({ owner: 'fay' }, PAGE)).items.map((session) => session.id)).toEqual([
      kept.id,
    ]);
    expect(await store().sweep(100)).toBe(1);
    const { rows } = await database.pool.query('SELECT id FROM agent.session WHERE owner = $1', ['fay']);
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('is given its full time again by every change', async () => {
    const first = await store({ ttlMs: HOUR }).create('gus', newSessionId(), content('q'));
    const later = await store({ ttlMs: 2 * HOUR }).save(first, content('q'));
    expect(later.expiresAt.getTime() - first.expiresAt.getTime()).toBeGreaterThan(HOUR / 2);
  });

  it.each([-2, 2])(
    'lasts as long as it should where the clock of the process is %i days off',
    async (days) => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + days * 24 * HOUR);
      try {
        const { id } = await store({ ttlMs: HOUR }).create('ivy', newSessionId(), content('q'));
        const saved = await store({ ttlMs: HOUR }).save(
          await store().get({ owner: 'ivy' }, id),
          content('r'),
        );
        const { rows } = await database.pool.query<{ left: number }>(
          'SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM agent.session WHERE id = $1',
          [saved.id],
        );
        expect(rows[0]?.left).toBeGreaterThan(HOUR / 2000);
        expect(rows[0]?.left).toBeLessThanOrEqual(HOUR / 1000);
      } finally {
        clock.mockRestore();
      }
    },
  );

  it('erases at once and wholly', async () => {
    const { id } = await store().create('hal', newSessionId(), content('canary'));
    await store().delete({ owner: 'hal' }, id);
    const { rows } = await database.pool.query('SELECT 1 FROM agent.session WHERE content::text LIKE $1', [
      '%canary%',
    ]);
    expect(rows).toEqual([]);
  });
});
