import { describe, expect, it } from '@jest/globals';
import { refusalIn } from './refusal.ts';
import { sortedRefusal } from './sorted-refusal.ts';

const kindOf = (body: object): string | undefined => {
  const refusal = refusalIn(body);
  return refusal === undefined ? undefined : sortedRefusal(refusal, false);
};

describe('an error inside of a 200', () => {
  it.each([
    ['slow_down', { error: { message: 'slow', code: 429 } }],
    ['slow_down', { error: 'rate limit reached' }],
    ['slow_down', { error_code: 18, error_msg: 'Open api qps request limit reached' }],
    ['slow_down', { errors: [{ code: 3040, message: 'too many requests' }], success: false, result: null }],
    ['slow_down', { base_resp: { status_code: 1002, status_msg: 'rate limit' }, choices: null }],
    ['no_money', { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }],
    ['no_money', { error: { type: 'insufficient_quota', message: 'no quota' } }],
    ['refuses_us', { errors: [{ code: 10000, message: 'Authentication error: invalid_api_key' }] }],
    ['refuses_us', { detail: 'Unauthorized', status: 401 }],
    ['down', { success: false, message: 'worker crashed' }],
    ['down', { object: 'error', message: 'CUDA out of memory' }],
    ['filtered', { error: { message: 'Content Exists Risk', code: 'invalid_request_error' } }],
    ['callers', { object: 'error', message: 'bad request: validation of n', code: 400 }],
  ])('is %s: %j', (kind, body) => expect(kindOf(body)).toBe(kind));

  it.each([
    { choices: [{ message: { content: 'Please rest.' } }] },
    { choices: [{ message: { content: 'Please rest.' } }], error: null, errors: [] },
    { choices: [{ message: { content: 'Please rest.' } }], base_resp: { status_code: 0, status_msg: '' } },
    { choices: [{ message: { content: 'Please rest.' } }], success: true, message: 'ok' },
  ])('is none in %j', (body) => expect(kindOf(body)).toBeUndefined());
});
