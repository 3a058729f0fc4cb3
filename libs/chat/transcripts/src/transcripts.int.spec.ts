import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { after, beginning, landmarksOf, type Transcript } from './transcript.ts';
import { migrateChat } from './tables.ts';
import { TranscriptStore } from './transcript-store.ts';

let database: Database;
let store: TranscriptStore;
beforeAll(async () => {
  database = await testDatabase();
  await migrateChat(database);
  store = new TranscriptStore(database, 3_600_000);
}, 60_000);
afterAll(() => database.close());

const user = (transcript: Transcript, text: string) => after(transcript, { role: 'user', text });
const assistant = (transcript: Transcript, text: string) => after(transcript, { role: 'assistant', text });

/** Brings a session to the transcript after a question. */
async function asked(
  session: string,
  start: Transcript,
  before = start,
  [person, question, attribute]: readonly [string, string, string] = ['Hello', 'How old are you?', 'age'],
): Promise<Transcript> {
  const heard = user(before, person);
  const said = assistant(heard, question);
  await store.hears(session, heard, '');
  await store.says({ session, heard, said, attribute, ...landmarksOf(start, person, question) });
  return said;
}

describe('transcripts', () => {
  it('are the same for the same words, and have nothing in common between keys, models and roles', () => {
    const start = beginning('key', 'm');
    expect(user(start, ' a\r\nb\n')).toEqual(user(start, 'a\nb'));
    const others = [
      user(beginning('other', 'm'), 'a'),
      user(beginning('key', 'n'), 'a'),
      assistant(start, 'a'),
      user(user(start, 'a'), ''),
    ];
    for (const other of others) expect(other).not.toEqual(user(start, 'a'));
  });

  it('lead one session on, once, and remember who heard what', async () => {
    const said = await asked('sessions/one', beginning('k1', ''));
    const heard = user(said, '25');
    expect(await store.take(said, heard)).toEqual({ session: 'sessions/one', notice: '' });
    expect(await store.take(said, user(said, '47'))).toBeUndefined();
    await store.hears('sessions/one', heard, 'You are not alone.');
    expect(await store.whoHeard(heard)).toEqual({ session: 'sessions/one', notice: 'You are not alone.' });
    expect(await store.whoHeard(user(said, '47'))).toBeUndefined();
    await store.forget('sessions/one');
    expect(await store.whoHeard(heard)).toBeUndefined();
  });

  it.each([-2, 2])(
    'last as long as they should where the clock of the process is %i days off',
    async (days) => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + days * 86_400_000);
      try {
        await asked('sessions/skewed', beginning(`k${days}`, ''));
        for (const table of ['conversation', 'turn']) {
          const { rows } = await database.pool.query<{ left: number }>(
            `SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM chat.${table} WHERE session = 'sessions/skewed'`,
          );
          expect(rows[0]?.left).toBeGreaterThan(1800);
          expect(rows[0]?.left).toBeLessThanOrEqual(3600);
        }
        await store.forget('sessions/skewed');
      } finally {
        clock.mockRestore();
      }
    },
  );

  it('give people who said the same until now a session each', async () => {
    const start = beginning('k2', '');
    const said = await asked('sessions/a', start);
    expect(await asked('sessions/b', start)).toEqual(said);
    const taken = await Promise.all(['25', '47', '66'].map((age) => store.take(said, user(said, age))));
    expect(taken.map((standing) => standing?.session ?? 'none').sort()).toEqual([
      'none',
      'sessions/a',
      'sessions/b',
    ]);
  });

  it('know what was asked for, wherever in a conversation and to whatever', async () => {
    const start = beginning('k3', '');
    await asked('sessions/c', start);
    const words = (text: string) => landmarksOf(start, '', text).words;
    expect(await store.attributesOf([words(' How old are  you?'), words('How are you?')])).toEqual([
      'age',
      undefined,
    ]);
    expect(
      await store.attributesOf([landmarksOf(beginning('other', ''), '', 'How old are you?').words]),
    ).toEqual([undefined]);
  });

  it('know what was asked for after a point that a client goes back to', async () => {
    const start = beginning('k5', '');
    const said = await asked('sessions/e', start);
    await asked('sessions/e', start, said, ['25', 'And your work?', 'profession']);
    expect((await store.askedFrom(said)).sort()).toEqual(['age', 'profession']);
    expect(await store.askedFrom(user(said, 'x'))).toEqual([]);
  });

  it('find a session by its last exchanges, and only where there is no doubt', async () => {
    const start = beginning('k6', '');
    const said = await asked('sessions/f', start);
    await asked('sessions/f', start, said, ['25', 'And your work?', 'profession']);
    const exchange = (person: string, assistant_: string) => landmarksOf(start, person, assistant_).exchange;
    const [first, last] = [exchange('Hello', 'How old are you?'), exchange('25', 'And your work?')];
    const heard = user(start, 'nurse');
    expect(await store.takeByExchanges([exchange('47', 'How old are you?'), last], heard)).toBeUndefined();
    expect(await store.takeByExchanges([last, first], heard)).toBeUndefined();
    expect(await store.takeByExchanges([first, last], heard)).toEqual({ session: 'sessions/f', notice: '' });
    // It was taken on.
    expect(await store.takeByExchanges([last], heard)).toBeUndefined();
    for (const session of ['sessions/g', 'sessions/h']) {
      const hello = await asked(session, start);
      await asked(session, start, hello, ['25', 'And your work?', 'profession']);
    }
    expect(await store.takeByExchanges([last], heard)).toBeUndefined();
  });

  it('are erased when nobody came for too long', async () => {
    const short = new TranscriptStore(database, -1);
    const heard = user(beginning('k4', ''), 'x');
    await short.hears('sessions/d', heard, '');
    await store.sweep(100);
    expect(await store.whoHeard(heard)).toBeUndefined();
  });
});
