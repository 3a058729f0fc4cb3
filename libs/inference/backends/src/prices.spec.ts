import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { costUsd, readPrices } from './prices.ts';

const LIST = '{"m": {"input": 2.5, "output": 10}}';

describe('prices', () => {
  it('are read from JSON written out and from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'prices-'));
    try {
      await writeFile(join(folder, 'prices.json'), LIST);
      const fromFile = await readPrices(join(folder, 'prices.json'));
      expect(fromFile).toEqual(await readPrices(LIST));
      expect(costUsd(fromFile.get('m'), 1_000_000, 100_000)).toBeCloseTo(3.5);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are none without a source, and cost nothing for a model without a price', async () => {
    expect((await readPrices('')).size).toBe(0);
    expect(costUsd(undefined, 5, 5)).toBe(0);
  });

  it.each([
    ['{"m": {"input": -1, "output": 1}}', 'm.input'],
    ['{"m": 3}', 'm'],
    ['{', 'not JSON'],
    ['no/such/file.json', 'no/such/file.json'],
  ])('%s stops the start and says what is wrong', async (source, named) => {
    await expect(readPrices(source)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining(named) as unknown,
    });
  });
});
