import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { after, beginning, type Transcript } from './transcript.ts';
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
async function asked(session: string, start: Transcript): Promise<Transcript> {
  const heard = user(start, 'Hello');
  const said = assistant(heard, 'How old are you?');
  await store.hears(session, heard, '');
  await store.says({ session, heard, said, attribute: 'age' });
  return said;
}

describe('transcripts', () => {
  it('are the same for the same words, and have nothing in common between keys, settings and roles', () => {
    const start = beginning('key', '{}');
    expect(user(start, ' a\r\nb\n')).toEqual(user(start, 'a\nb'));
    const others = [
      user(beginning('other', '{}'), 'a'),
      user(beginning('key', '{"model":"m"}'), 'a'),
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

  it('know what was asked for', async () => {
    const said = await asked('sessions/c', beginning('k3', ''));
    expect(await store.attributesAt([said, user(said, 'x')])).toEqual(['age', undefined]);
  });

  it('are erased when nobody came for too long', async () => {
    const short = new TranscriptStore(database, -1);
    const heard = user(beginning('k4', ''), 'x');
    await short.hears('sessions/d', heard, '');
    await store.sweep();
    expect(await store.whoHeard(heard)).toBeUndefined();
  });
});
