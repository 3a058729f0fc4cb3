import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { SharedLimits } from '@rookery/shared-concurrency';
import { type Caller, JoinedCalls } from './joined-calls.ts';

const CONTENT = new TextEncoder().encode('same');
const caller = (fields: Partial<Caller> = {}): Caller => ({
  signal: new AbortController().signal,
  deadline: undefined,
  ...fields,
});

function joined(mostKept = 10): JoinedCalls<string> {
  return new JoinedCalls({ mostKept, mostCharacters: 1000 }, (answer) => answer.length);
}

/** Work that ends when told to, and counts how often it was begun. */
function controlled(): {
  work: (call: SharedLimits) => Promise<string>;
  begun: number;
  last?: SharedLimits;
  end: (text: string) => void;
} {
  let done = Promise.withResolvers<string>();
  const self: ReturnType<typeof controlled> = {
    begun: 0,
    work: (call) => {
      self.begun += 1;
      self.last = call;
      done = Promise.withResolvers<string>();
      call.signal.addEventListener('abort', () => done.reject(call.signal.reason), { once: true });
      return done.promise;
    },
    end: (text) => done.resolve(text),
  };
  return self;
}

describe('joined calls', () => {
  it('in flight share one effect, and repetitions get the answer again', async () => {
    const [calls, work] = [joined(), controlled()];
    const first = calls.run('a', CONTENT, caller(), work.work);
    const second = calls.run('a', CONTENT, caller(), work.work);
    work.end('answer');
    expect(await Promise.all([first, second])).toEqual(['answer', 'answer']);
    expect(await calls.run('a', CONTENT, caller(), work.work)).toBe('answer');
    expect(work.begun).toBe(1);
  });

  it('go on while somebody waits, and stop with the last one', async () => {
    const [calls, work] = [joined(), controlled()];
    const [one, two] = [new AbortController(), new AbortController()];
    const first = calls.run('a', CONTENT, caller({ signal: one.signal }), work.work);
    const second = calls.run('a', CONTENT, caller({ signal: two.signal }), work.work);
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(work.last?.signal.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(work.last?.signal.aborted).toBe(true);
    const again = calls.run('a', CONTENT, caller(), work.work);
    work.end('anew');
    expect(await again).toBe('anew');
    expect(work.begun).toBe(2);
  });

  it('may take until the latest deadline of those who wait', async () => {
    const [calls, work] = [joined(), controlled()];
    const [soon, late] = [new Date(1000), new Date(2000)];
    void calls.run('a', CONTENT, caller({ deadline: late }), work.work);
    void calls.run('a', CONTENT, caller({ deadline: soon }), work.work);
    expect(work.last?.deadline).toEqual(late);
    void calls.run('a', CONTENT, caller(), work.work);
    expect(work.last?.deadline).toBeUndefined();
    work.end('x');
  });

  it('that all have left and that end all the same are done anew, and take no room', async () => {
    const [calls, leaving] = [joined(1), new AbortController()];
    const end = Promise.withResolvers<string>();
    const left = calls.run('a', CONTENT, caller({ signal: leaving.signal }), () => end.promise);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    end.resolve('too late');
    await turn();
    const ask = (answer: string) => calls.run('a', CONTENT, caller(), () => Promise.resolve(answer));
    expect(await ask('anew')).toBe('anew');
    expect(await ask('once more')).toBe('anew');
  });

  it('that have ended leave nothing behind but their answer', async () => {
    const calls = joined();
    const begin = (): WeakRef<object> => {
      const request = { messages: ['long'] };
      void calls.run('a', CONTENT, caller(), () => Promise.resolve(String(request.messages)));
      return new WeakRef(request);
    };
    const request = begin();
    await turn();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect(request.deref()).toBeUndefined();
    expect(await calls.run('a', CONTENT, caller(), () => Promise.resolve('anew'))).toBe('long');
  });

  it('that failed are not kept', async () => {
    const calls = joined();
    await expect(calls.run('a', CONTENT, caller(), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await calls.run('a', CONTENT, caller(), () => Promise.resolve('yes'))).toBe('yes');
  });

  it('of another content under the same id are refused', async () => {
    const calls = joined();
    await calls.run('a', CONTENT, caller(), () => Promise.resolve('x'));
    const other = calls.run('a', new TextEncoder().encode('other'), caller(), () => Promise.resolve('y'));
    await expect(other).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
      violations: [{ field: 'request_id' }],
    });
  });

  it('are forgotten oldest first when there are too many', async () => {
    const calls = joined(2);
    let effects = 0;
    const ask = (id: string): Promise<string> =>
      calls.run(id, CONTENT, caller(), () => Promise.resolve(`${id}${++effects}`));
    await ask('a');
    await ask('b');
    await ask('c');
    expect([await ask('c'), await ask('b')]).toEqual(['c3', 'b2']);
    expect(await ask('a')).toBe('a4');
  });
});
