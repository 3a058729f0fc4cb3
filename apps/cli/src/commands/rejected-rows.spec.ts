import { describe, expect, it } from '@jest/globals';
import { rejectedRows } from './rejected-rows.ts';

describe('rejectedRows', () => {
  it('has a line for each reason, and not for each row', () => {
    const missing = [2, 3, 5, 7, 11, 13, 17].map((row) => ({ row, column: 'query', reason: 'is missing' }));
    const broken = { row: 4, column: '', reason: 'the row is not valid JSON' };
    expect(rejectedRows([...missing, broken], 8)).toEqual([
      '  rows 2, 3, 5, 7, 11 and 2 more, query: is missing',
      '  row 4, the row is not valid JSON',
    ]);
  });

  it('says how many it does not list', () => {
    expect(rejectedRows([{ row: 1, column: '', reason: 'r' }], 3)).toEqual([
      '  row 1, r',
      '  ... and 2 more rows, not listed here',
    ]);
    expect(rejectedRows([], 0)).toEqual([]);
  });
});
