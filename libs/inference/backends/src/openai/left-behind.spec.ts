import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { ServerAnswer } from './server-connection.ts';
import { askForJson } from './whole-answer.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ANSWER: ServerAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: async function* () {
    yield await Promise.resolve(Buffer.from('{}'));
  },
  stop: () => undefined,
  leave: () => undefined,
};
const connection = { send: () => Promise.resolve(ANSWER) } as unknown as Parameters<typeof askForJson>[0];

describe('a call of a model server that has ended', () => {
  it('holds nothing of what it was made in, however long it might have taken', async () => {
    const context = new AsyncLocalStorage<object>();
    const held: WeakRef<object>[] = [];
    for (let call = 0; call < 20; call += 1) {
      const call = { words: 'what a person asked' };
      held.push(new WeakRef(call));
      await context.run(call, async () => {
        const { signal } = new AbortController();
        await askForJson(connection, { call: 'models', signal }, 600_000);
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    // The last one may still be on the stack.
    expect(held.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(1);
  });
});
