import { describe, expect, it } from '@jest/globals';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { mayPass } from './may-pass.ts';

function coded(code: string): Error {
  return Object.assign(new Error('from elsewhere'), { code });
}

describe('mayPass', () => {
  it.each([
    new RookeryError('UNAVAILABLE', 'away'),
    new RookeryError('RESOURCE_EXHAUSTED', 'busy'),
    new RookeryError('NOT_FOUND', 'no worker serves it', { reason: 'MODEL_UNKNOWN' }),
    asRookeryError(coded('ECONNREFUSED')),
    asRookeryError(coded('57P01')),
    asRookeryError(coded('40P01')),
    asRookeryError(new Error('Connection terminated unexpectedly')),
  ])('holds for %s', (error) => expect(mayPass(error)).toBe(true));

  it.each([
    new RookeryError('NOT_FOUND', 'no such scenario'),
    new RookeryError('INVALID_ARGUMENT', 'wrong'),
    asRookeryError(coded('23505')),
    asRookeryError(coded('ENOENT')),
    asRookeryError(coded('ERR_INVALID_ARG_TYPE')),
    asRookeryError(new TypeError('x is undefined')),
  ])('does not hold for %s', (error) => expect(mayPass(error)).toBe(false));
});
