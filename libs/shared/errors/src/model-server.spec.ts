import { describe, expect, it } from '@jest/globals';
import { isEmptyAnswer, isFromModelServer } from './model-server.ts';
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
});
