import { describe, expect, it } from '@jest/globals';
import { InTurn } from './in-turn.ts';

const { signal } = new AbortController();
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('InTurn', () => {
  it('lets one at a time work under a name, in the order of asking', async () => {
    const turns = new InTurn();
    const order: number[] = [];
    const work = [1, 2, 3].map(async (number) => {
      const leave = await turns.enter('a', signal);
      order.push(number);
      await settle();
      order.push(-number);
      leave();
    });
    await Promise.all(work);
    expect(order).toEqual([1, -1, 2, -2, 3, -3]);
    await settle();
    expect(turns.size).toBe(0);
  });

  it('keeps names apart', async () => {
    const turns = new InTurn();
    await turns.enter('a', signal);
    await turns.enter('b', signal);
    expect(turns.size).toBe(2);
  });

  it('lets go of who no longer waits, and holds the others in order', async () => {
    const turns = new InTurn();
    const leave = await turns.enter('a', signal);
    const impatient = new AbortController();
    const second = turns.enter('a', impatient.signal);
    const third = turns.enter('a', signal);
    let entered = false;
    void third.then(() => (entered = true));
    impatient.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    await settle();
    expect(entered).toBe(false);
    leave();
    (await third)();
    await settle();
    expect(turns.size).toBe(0);
    await expect(turns.enter('a', impatient.signal)).rejects.toThrow('gone');
    await settle();
    expect(turns.size).toBe(0);
  });
});
