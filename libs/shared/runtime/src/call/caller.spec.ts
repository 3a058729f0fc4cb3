import { describe, expect, it } from '@jest/globals';
import { callerIn, callerMetadata, PLATFORM, type Caller } from './caller.ts';

const through = (caller: Caller): Caller => callerIn(new Map(callerMetadata(caller)));

describe('who calls', () => {
  it.each([
    { name: 'a1b2', operator: false },
    { name: 'c3d4', operator: true },
    { name: '', operator: true },
  ])('arrives as it was sent: %j', (caller) => {
    expect(through(caller)).toEqual(caller);
  });

  it('is the platform where nobody is named', () => {
    expect(callerIn(new Map())).toEqual(PLATFORM);
  });

  it('is no operator by any role but that one', () => {
    expect(callerIn(new Map([['rookery-role', 'Operator']])).operator).toBe(false);
  });
});
