import { describe, expect, it } from '@jest/globals';
import { ROLES as KEPT } from '@rookery/gateway-keys';
import { ROLES } from './keys-options.ts';

describe('the roles that the help names', () => {
  it('are those that there are', () => {
    expect(ROLES).toEqual(KEPT);
  });
});
