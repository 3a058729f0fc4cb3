import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { persist } from './persist.ts';

const { signal } = new AbortController();
const coded = (code: string): Error => Object.assign(new Error('no'), { code });

describe('persist', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a shutdown', coded('57P01')],
    ['a server that starts up', coded('57P03')],
    ['a deadlock', coded('40P01')],
    [
      'a database that is away, sorted already',
      new RookeryError('UNAVAILABLE', 'x', { reason: 'DATABASE_AWAY' }),
    ],
    ['a connection that broke', new Error('Connection terminated unexpectedly')],
  ])('waits out %s', async (_, error) => {
    let calls = 0;
    const work = (): Promise<number> => (++calls < 3 ? Promise.reject(error) : Promise.resolve(calls));
    await expect(persist(work, signal)).resolves.toBe(3);
  });

  it.each([
    ['a wrong statement', coded('42P01')],
    ['wrong data', coded('22P02')],
    ['a database that denies', new RookeryError('FAILED_PRECONDITION', 'x', { reason: 'DATABASE_DENIES' })],
    ['an error of ours', new RookeryError('NOT_FOUND', 'no such run')],
    ['a mistake', new TypeError('x is undefined')],
  ])('does not repeat %s', async (_, error) => {
    let calls = 0;
    const work = (): Promise<never> => {
      calls += 1;
      return Promise.reject(error);
    };
    await expect(persist(work, signal)).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  it('ends with the signal', async () => {
    const ending = new AbortController();
    const waiting = persist(() => Promise.reject(coded('ECONNREFUSED')), ending.signal);
    ending.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
  });
});
