import { describe, expect, it } from '@jest/globals';
import {
  CALLER_KEY,
  callerMetadata,
  callerOf,
  PLATFORM,
  ROLE_KEY,
  SESSIONS_KEY,
  type Caller,
} from './caller.ts';

const through = (caller: Caller): Caller => {
  const sent = new Map(callerMetadata(caller));
  return callerOf(sent.get(CALLER_KEY), sent.get(ROLE_KEY), sent.get(SESSIONS_KEY));
};

describe('who calls', () => {
  it.each([
    { name: 'a1b2', operator: false },
    { name: 'c3d4', operator: true },
    { name: '', operator: true },
    { name: 'e5f6', operator: false, mostSessions: 7 },
  ])('arrives as it was sent: %j', (caller) => {
    expect(through(caller)).toEqual(caller);
  });

  it('is the platform where nobody is named', () => {
    expect(callerOf(undefined, undefined)).toEqual(PLATFORM);
  });

  it('is no operator by any role but that one', () => {
    expect(callerOf('a1b2', 'Operator').operator).toBe(false);
  });
});
