import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Person } from './person.ts';

const open = new AbortController().signal;

describe('Person', () => {
  it('answers with piped lines in order, however early they came, then with nothing', async () => {
    const person = new Person(Readable.from(['first\n', '\nthird']), new PassThrough());
    expect(await person.reply('1?', open)).toBe('first');
    await new Promise(setImmediate);
    expect(await person.reply('2?', open)).toBe('');
    expect(await person.reply('3?', open)).toBe('third');
    expect(await person.reply('4?', open)).toBeUndefined();
    person.close();
  });

  it('stops waiting when the command is interrupted', async () => {
    const person = new Person(new PassThrough(), new PassThrough());
    const interrupted = new AbortController();
    const reply = person.reply('?', interrupted.signal);
    interrupted.abort(new Error('interrupted'));
    await expect(reply).rejects.toThrow('interrupted');
    person.close();
  });
});
