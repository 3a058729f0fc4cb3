import { describe, expect, it } from '@jest/globals';
import { Batch } from '@rookery/shared-contracts';
import { batchWords, followBatches } from './batch-progress.ts';

const batch = (fields: Partial<Batch>): Batch =>
  Batch.fromPartial({ model: 'a', status: 'in_progress', requests: 100, ...fields });

describe('how batches stand', () => {
  it('is said for each model, all its batches together', () => {
    const open = [
      batch({ completed: 10 }),
      batch({ completed: 20, failed: 3, status: 'finalizing' }),
      batch({ model: 'j', status: 'validating' }),
    ];
    expect(batchWords(open)).toBe(
      'waits for batches: a 30 of 200 done, 3 failed (finalizing, in_progress); j 0 of 100 done (validating)',
    );
    expect(batchWords([])).toBeUndefined();
  });

  it('is asked for until the run ends, and what cannot be asked for disturbs nothing', async () => {
    const ending = new AbortController();
    const said: (string | undefined)[] = [];
    await followBatches({
      models: ['a', 'away'],
      batches: async (model) => {
        if (model === 'away') throw new Error('nobody is there');
        return said.length === 0 ? [batch({})] : [];
      },
      say: (words) => {
        said.push(words);
        if (said.length === 2) ending.abort();
      },
      everyMs: 1,
      signal: ending.signal,
    });
    expect(said).toEqual(['waits for batches: a 0 of 100 done (in_progress)', undefined]);
  });
});
