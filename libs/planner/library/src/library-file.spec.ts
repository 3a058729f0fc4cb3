import { describe, expect, it } from '@jest/globals';
import { recordFromLine, recordToLine } from './library-file.ts';
import { PATH } from './testing/path.ts';

describe('a path as a line of a file', () => {
  const line = recordToLine({ path: PATH, createdAt: new Date(0), vector: undefined });

  it('comes back with what it took', () => {
    expect(recordFromLine(line, 2).path.usage).toEqual(PATH.usage);
  });

  it('is read when it was written before unpriced calls were counted', () => {
    const before = line.replace(/,"unpricedCalls":\d+/, '');
    expect(before).not.toBe(line);
    expect(recordFromLine(before, 2).path.usage).toEqual({ ...PATH.usage, unpricedCalls: 0 });
  });
});
