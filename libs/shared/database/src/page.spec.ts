import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPage, SEQUENCE_KEY, type Page, type PagedList } from './page.ts';

const NUMBERS: PagedList = { name: 'libraries/mine/numbers', key: SEQUENCE_KEY };

function page(list: PagedList, total: number, pageSize: number, pageToken: string): Promise<Page<number>> {
  return readPage(
    list,
    { pageSize, pageToken },
    async (after, limit) => {
      const first = after === undefined ? 0 : Number(after) + 1;
      return Array.from({ length: Math.min(limit, total - first) }, (_, index) => first + index);
    },
    String,
  );
}

describe('readPage', () => {
  it('shows each row once, whatever the size, and ends with an empty token', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 25 }), async (total, size) => {
        const seen: number[] = [];
        let token = '';
        do {
          const { items, nextPageToken } = await page(NUMBERS, total, size, token);
          expect(items.length).toBeLessThanOrEqual(size);
          seen.push(...items);
          token = nextPageToken;
        } while (token !== '');
        expect(seen).toEqual(Array.from({ length: total }, (_, index) => index));
      }),
    );
  });

  it('has 50 items where no size is asked for', async () => {
    expect((await page(NUMBERS, 60, 0, '')).items).toHaveLength(50);
  });

  it('refuses tokens of other lists and what is no token', async () => {
    const { nextPageToken } = await page(NUMBERS, 60, 5, '');
    expect(nextPageToken).not.toBe('');
    const refusal = { code: 'INVALID_ARGUMENT', violations: [{ field: 'page_token' }] };
    for (const name of ['libraries/other/numbers', 'libraries/mine', '']) {
      await expect(page({ ...NUMBERS, name }, 60, 5, nextPageToken)).rejects.toMatchObject(refusal);
    }
    for (const key of ['x', '', '1; DROP TABLE run', '1:2']) {
      const token = Buffer.from(`${NUMBERS.name}:${key}`).toString('base64url');
      await expect(page(NUMBERS, 60, 5, token)).rejects.toMatchObject(refusal);
    }
    for (const token of ['!', `${nextPageToken}=`, `${nextPageToken}!`]) {
      await expect(page(NUMBERS, 60, 5, token)).rejects.toMatchObject(refusal);
    }
  });
});
