import { describe, expect, it } from '@jest/globals';
import { storable } from './storable.ts';

describe('what a model wrote', () => {
  it('holds no U+0000, in any of its texts', () => {
    const written = { text: 'a\0b\0', thought: '\0', tokens: 3 };
    expect(storable(written)).toEqual({ text: 'ab', thought: '', tokens: 3 });
  });

  it('is left as it is otherwise', () => {
    const written = { text: 'fine', vector: [1, 2] };
    expect(storable(written)).toBe(written);
  });
});
