import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Mailbox } from './mailbox.ts';

it('a mailbox gives what is put in before and while it is read, in order, and ends once it is closed and empty', async () => {
  const mailbox = new Mailbox<number>();
  mailbox.put(1);
  mailbox.put(2);
  const taken: number[] = [];
  const reading = (async () => {
    for await (const message of mailbox) taken.push(message);
  })();
  await turn();
  expect(taken).toEqual([1, 2]);
  mailbox.put(3);
  await turn();
  expect(taken).toEqual([1, 2, 3]);
  mailbox.put(4);
  mailbox.close();
  await reading;
  expect(taken).toEqual([1, 2, 3, 4]);
});

it('a mailbox that is closed early, or by its reader, still gives what is there', async () => {
  const early = new Mailbox<number>();
  early.put(1);
  early.put(2);
  early.close();
  expect(await Array.fromAsync(early)).toEqual([1, 2]);

  const mailbox = new Mailbox<number>();
  mailbox.put(1);
  const taken: number[] = [];
  const reading = (async () => {
    for await (const message of mailbox) {
      taken.push(message);
      if (message === 2) mailbox.close();
    }
  })();
  mailbox.put(2);
  await reading;
  expect(taken).toEqual([1, 2]);
});
