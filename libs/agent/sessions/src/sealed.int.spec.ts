import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openConversation } from '@rookery/agent-conversation';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { CallLedger } from '@rookery/shared-model-calls';
import { KeyRing, SEALED_SESSIONS, type KeyUpkeep } from '@rookery/shared-sealing';
import { keysAtRest } from '@rookery/shared-sealing/testing';
import { copyOf, restore } from '@rookery/shared-sealing/testing';
import { SessionStore } from './session-store.ts';
import type { SessionContent } from './session.ts';
import { migrateSessions } from './tables.ts';

const HOUR = 3_600_000;
const RULES = { ttlMs: HOUR, mostPerOwner: 100, mostPerEndUser: 100 };
const ANN = { owner: 'ann' };
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
const queryOf = ({ progress }: SessionContent): string => progress.conversation.query;

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  await migrateSessions(database);
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('TRUNCATE agent.session');
  await rm(folder ?? '', { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'content-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A process: a ring of its own over the same folder. */
async function opened(at = database, keys = folder): Promise<{ store: SessionStore; upkeep: KeyUpkeep }> {
  const { sealing, upkeep } = await keysAtRest(at, SEALED_SESSIONS, keys, 'agent');
  return { store: new SessionStore(at, RULES, sealing), upkeep };
}
const { signal } = new AbortController();

async function everyRow(at = database): Promise<string> {
  const { rows } = await at.pool.query<{ row: string }>('SELECT session::text AS row FROM agent.session');
  return rows.map(({ row }) => Buffer.from(row).toString()).join('\n');
}

describe('sealed sessions', () => {
  it('are read by every process that has the keys, and lie in no row as they are', async () => {
    const [one, other] = [await opened(), await opened()];
    const first = await one.store.create('ann', 's-1', content('canary one'));
    expect(queryOf(first.content)).toBe('canary one');
    const found = await other.store.get(ANN, 's-1');
    const saved = await other.store.save(found, content('canary two'));
    expect(saved).toMatchObject({ revision: 2 });
    expect(queryOf((await one.store.get(ANN, 's-1')).content)).toBe('canary two');
    expect((await one.store.list(ANN, { pageSize: 9, pageToken: '' })).items).toHaveLength(1);
    expect(await everyRow()).not.toMatch(/canary|55\+/);
  });

  it('go on through a replacement of the keys above, by whichever process, also while they are written', async () => {
    const [one, other] = [await opened(), await opened()];
    const first = await one.store.create('ann', 's-1', content('before'));
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, index) => one.store.create('ann', `t-${index}`, content(`t${index}`))),
    );
    const replacing = other.upkeep.replace(signal);
    const seen = await one.store.save(first, content('meanwhile'));
    await Promise.all([writing, replacing]);
    await other.upkeep.replace(signal);
    await one.store.save(seen, content('after'));
    const third = await opened();
    expect(queryOf((await third.store.get(ANN, 's-1')).content)).toBe('after');
    for (let index = 0; index < 40; index += 1) {
      expect(queryOf((await third.store.get(ANN, `t-${index}`)).content)).toBe(`t${index}`);
    }
    const { keys } = JSON.parse(await readFile(join(folder, 'agent.json'), 'utf8')) as { keys: object };
    expect(Object.keys(keys)).toHaveLength(1);
  });

  it('of an erased person are read from no older copy, and those of the living are', async () => {
    const { store, upkeep } = await opened();
    await store.create('ann', 'gone', content('canary of the erased'));
    await store.create('ann', 'stays', content('of the living'));
    const dump = await copyOf(database, 'agent');
    await store.delete(ANN, 'gone');
    await upkeep.replace(signal);

    const elsewhere = await testDatabase();
    try {
      await migrateSessions(elsewhere);
      await restore(elsewhere, 'agent', dump);
      const { rows } = await elsewhere.pool.query('SELECT id FROM agent.session ORDER BY id');
      expect(rows).toEqual([{ id: 'gone' }, { id: 'stays' }]);
      const later = await opened(elsewhere);
      await expect(later.store.get(ANN, 'gone')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const { items } = await later.store.list(ANN, { pageSize: 9, pageToken: '' });
      expect(items.map(({ content: kept }) => queryOf(kept))).toEqual(['of the living']);
      // Its remains go with the next replacement; whoever lives can go on.
      expect(await later.upkeep.replace(signal)).toMatchObject({ erasedAgain: 1, rewrapped: 1 });
      const living = await later.store.get(ANN, 'stays');
      expect(queryOf((await later.store.save(living, content('goes on'))).content)).toBe('goes on');
      expect(await elsewhere.pool.query('SELECT id FROM agent.session')).toMatchObject({ rowCount: 1 });
    } finally {
      await elsewhere.close();
    }
  });

  it('are open in an older copy to whoever kept the keys of then: that is why no copy of the folder may be kept', async () => {
    const { store, upkeep } = await opened();
    await store.create('ann', 'gone', content('canary'));
    const dump = await copyOf(database, 'agent');
    const kept = await mkdtemp(join(tmpdir(), 'kept-keys-'));
    await copyFile(join(folder, 'agent.json'), join(kept, 'agent.json'));
    await store.delete(ANN, 'gone');
    await upkeep.replace(signal);
    const elsewhere = await testDatabase();
    try {
      await migrateSessions(elsewhere);
      await restore(elsewhere, 'agent', dump);
      const careless = await opened(elsewhere, kept);
      expect(queryOf((await careless.store.get(ANN, 'gone')).content)).toBe('canary');
    } finally {
      await elsewhere.close();
      await rm(kept, { recursive: true });
    }
  });

  it('from before there were keys are sealed: with the next word, or by the next replacement', async () => {
    const plain = new SessionStore(database, RULES);
    const early = await plain.create('ann', 's-1', content('canary early'));
    await plain.create('ann', 's-2', content('canary late'));
    const { store, upkeep } = await opened();
    expect(queryOf((await store.get(ANN, 's-2')).content)).toBe('canary late');
    await store.save(early, content('canary more'));
    expect(await upkeep.replace(signal)).toMatchObject({ sealed: 1, rewrapped: 1 });
    expect(await everyRow()).not.toContain('canary');
    expect(queryOf((await store.get(ANN, 's-1')).content)).toBe('canary more');
    expect(queryOf((await store.get(ANN, 's-2')).content)).toBe('canary late');
    await expect(plain.get(ANN, 's-2')).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining('ROOKERY_CONTENT_KEYS') as unknown as string,
    });
  });

  it('lose the former keys also where the process that replaced them was stopped before it had destroyed them', async () => {
    const { store, upkeep } = await opened();
    await store.create('ann', 'gone', content('canary'));
    await store.create('ann', 'stays', content('stays'));
    await store.delete(ANN, 'gone');
    // As far as it had come: a new generation was added and announced, and nothing more.
    const ring = await KeyRing.open(folder, 'agent');
    const former = Object.keys((JSON.parse(await readFile(ring.file, 'utf8')) as { keys: object }).keys);
    await ring.add();
    await database.pool.query('UPDATE agent.content_generation SET number = $1, erased = false', [
      ring.newest,
    ]);
    const next = await opened();
    await next.upkeep.replaceWhatIsDue(signal);
    await upkeep.replaceWhatIsDue(signal);
    const { keys } = JSON.parse(await readFile(ring.file, 'utf8')) as { keys: Record<string, string> };
    expect(Object.keys(keys)).toHaveLength(1);
    expect(former).not.toContain(Object.keys(keys)[0]);
    expect(queryOf((await store.get(ANN, 'stays')).content)).toBe('stays');
  });

  it('are not begun anew over keys that were lost', async () => {
    const { store } = await opened();
    await store.create('ann', 's-1', content('q'));
    const empty = await mkdtemp(join(tmpdir(), 'empty-keys-'));
    try {
      await expect(opened(database, empty)).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
        message: expect.stringContaining('bring that one back') as unknown as string,
      });
    } finally {
      await rm(empty, { recursive: true });
    }
  });
});
