import { describe, expect, it } from '@jest/globals';
import { isDanger, screened } from './danger.ts';

describe('screened', () => {
  it('takes a message that was not looked at as a whole for danger', () => {
    const result = screened('All is well. '.repeat(2_000));
    expect(result).toBe('failed');
    expect(isDanger(result)).toBe(true);
  });

  it('tells a crisis as such, however long the message is', () => {
    expect(screened(`I want to die. ${'All is well. '.repeat(2_000)}`)).toBe('crisis');
  });
});
