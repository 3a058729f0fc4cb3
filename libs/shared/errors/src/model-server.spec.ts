import { describe, expect, it } from '@jest/globals';
import { isEmptyAnswer, isFromModelServer, isNoAnswer } from './model-server.ts';
import { RookeryError } from './rookery-error.ts';

describe('errors of a model server', () => {
  it('are told from those of our services', () => {
    const stalled = new RookeryError('UNAVAILABLE', 'silent', { reason: 'MODEL_SERVER_STALLED' });
    const away = new RookeryError('UNAVAILABLE', 'away', { reason: 'NO_WORKER' });
    const nameless = new RookeryError('UNAVAILABLE', 'away');
    expect([stalled, away, nameless].map(isFromModelServer)).toEqual([true, false, false]);
  });

  it('say when the answer was empty', () => {
    const empty = new RookeryError('UNAVAILABLE', 'nothing', { reason: 'MODEL_SERVER_EMPTY_ANSWER' });
    const failed = new RookeryError('UNAVAILABLE', '502', { reason: 'MODEL_SERVER_FAILED' });
    expect([empty, failed].map(isEmptyAnswer)).toEqual([true, false]);
    expect(isFromModelServer(empty)).toBe(true);
  });

  it('say when there was an answer that is none', () => {
    const filtered = new RookeryError('FAILED_PRECONDITION', 'filtered', { reason: 'MODEL_ANSWER_FILTERED' });
    const refused = new RookeryError('FAILED_PRECONDITION', '401', { reason: 'MODEL_SERVER_REFUSES_KEY' });
    expect([filtered, refused].map(isNoAnswer)).toEqual([true, false]);
    expect([filtered, refused].map(isFromModelServer)).toEqual([true, true]);
  });
});
