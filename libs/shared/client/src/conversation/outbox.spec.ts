import { describe, expect, it } from '@jest/globals';
import { Outbox } from './outbox.ts';

describe('Outbox', () => {
  it('delivers what was sent before and after someone listens, then ends', async () => {
    const outbox = new Outbox<number>();
    outbox.send(1);
    const received: number[] = [];
    const reading = (async () => {
      for await (const message of outbox) {
        received.push(message);
        if (message === 2) outbox.end();
      }
    })();
    outbox.send(2);
    await reading;
    expect(received).toEqual([1, 2]);
  });

  it('delivers what waits when it is ended early', async () => {
    const outbox = new Outbox<string>();
    outbox.send('a');
    outbox.end();
    expect(await Array.fromAsync(outbox)).toEqual(['a']);
  });
});
