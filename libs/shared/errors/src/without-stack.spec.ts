import { describe, expect, it } from '@jest/globals';
import { RookeryError } from './rookery-error.ts';
import { withoutStack } from './without-stack.ts';

describe('withoutStack', () => {
  it('makes the error without its frames, and leaves later errors theirs', () => {
    const refused = withoutStack(() => new RookeryError('RESOURCE_EXHAUSTED', 'busy'));
    expect(refused).toMatchObject({ code: 'RESOURCE_EXHAUSTED', message: 'busy' });
    expect(refused.stack ?? '').not.toMatch(/^\s+at /m);
    expect(() =>
      withoutStack(() => {
        throw new Error('while making it');
      }),
    ).toThrow('while making it');
    expect(new Error('later').stack).toMatch(/^\s+at /m);
  });
});
