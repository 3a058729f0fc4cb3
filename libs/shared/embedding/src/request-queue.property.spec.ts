import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestQueue } from './request-queue.ts';

const { signal } = new AbortController();
const vectorOf = (text: string): Float32Array => Float32Array.of(text.length, text.charCodeAt(0));

describe('RequestQueue', () => {
  it('gives every call the vectors of its texts in their order, however batches are cut', async () => {
    const calls = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 7 }), async (texts, size) => {
        const queue = new RequestQueue();
        const answers = texts.map((call) => queue.add(call, signal));
        for (let batch = queue.take(size); batch !== undefined; batch = queue.take(size)) {
          expect(batch.texts.length).toBeLessThanOrEqual(size);
          batch.fulfil(batch.texts.map(vectorOf));
        }
        expect(await Promise.all(answers)).toEqual(texts.map((call) => call.map(vectorOf)));
      }),
    );
  });

  it('lets a short call in beside a long one', () => {
    const queue = new RequestQueue();
    void queue.add(new Array<string>(100).fill('long'), signal);
    void queue.add(['short'], signal);
    expect(queue.take(4)?.texts).toContain('short');
  });

  it('forgets what nobody waits for, and fails only the calls of a failed batch', async () => {
    const queue = new RequestQueue();
    const stopping = new AbortController();
    const unwanted = queue.add(['a', 'b', 'c'], stopping.signal);
    const first = queue.take(1);
    stopping.abort(new Error('enough'));
    await expect(unwanted).rejects.toThrow('enough');
    const wanted = queue.add(['d'], signal);
    first?.fail(new Error('broken'));
    expect(queue.take(9)?.texts).toEqual(['d']);
    const failing = queue.add(['e', 'f'], signal);
    queue.take(1)?.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    expect(queue.take(9)).toBeUndefined();
    void wanted;
  });
});
