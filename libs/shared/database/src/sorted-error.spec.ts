import { describe, expect, it } from '@jest/globals';
import type { RookeryError } from '@rookery/shared-errors';
import { isDatabaseOutage, sorted, sqlState } from './sorted-error.ts';

function coded(code: string, message = 'INSERT of CANARY failed'): Error {
  return Object.assign(new Error(message), { code });
}

const AWAY = { code: 'UNAVAILABLE', reason: 'DATABASE_AWAY', retryAfterMs: 1000 };
const DENIES = { code: 'FAILED_PRECONDITION', reason: 'DATABASE_DENIES', retryAfterMs: undefined };

describe('an error of the database', () => {
  it.each([
    ...[
      '08000',
      '08006',
      '08P01',
      '53100',
      '53300',
      '57P01',
      '57P02',
      '57P03',
      '57P05',
      '25006',
      '25P03',
      '58030',
    ],
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
    ...['EAI_FAIL', 'ESERVFAIL', 'ERR_SOCKET_CLOSED'],
  ])('%s is an outage, with a time', (code) => {
    expect(sorted(coded(code))).toMatchObject(AWAY);
    expect(isDatabaseOutage(coded(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])('without a code is an outage where the driver says: %s', (message) => {
    expect(sorted(new Error(message))).toMatchObject(AWAY);
  });

  it.each([
    '42501',
    '54000',
    '54001',
    '57014',
    '57P04',
    '25P04',
    '28P01',
    '28000',
    '3D000',
    'XX000',
    'XX001',
    'F0000',
    'P0001',
    'CERT_HAS_EXPIRED',
    'EPROTO',
    'HOSTNAME_MISMATCH',
  ])('%s lasts', (code) => {
    expect(sorted(coded(code))).toMatchObject(DENIES);
    expect(isDatabaseOutage(coded(code))).toBe(false);
  });

  it.each(['22001', '22003', '22021', '22P02', '22P05'])('%s is the caller’s', (code) => {
    expect(sorted(coded(code))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it.each([
    ['40001', 'ABORTED'],
    ['40P01', 'ABORTED'],
    ['55P03', 'ABORTED'],
    ['23505', 'ALREADY_EXISTS'],
    ['23503', 'FAILED_PRECONDITION'],
  ])('%s is what others did: %s', (state, code) => {
    expect(sorted(coded(state))).toMatchObject({ code });
  });

  it('names its SQLSTATE and nothing that was stored', () => {
    for (const state of ['22001', '23505', '40001', '42501', '53300', '54000', '57014', '57P01', '25006']) {
      const error = sorted(coded(state)) as RookeryError;
      expect(error.message).toContain(state);
      expect(error.message).not.toContain('CANARY');
      expect(sqlState(error)).toBe(state);
    }
  });

  it('says which permission is missing', () => {
    expect(sorted(coded('42501', 'permission denied for table run'))).toMatchObject({
      message: expect.stringContaining('permission denied for table run (SQLSTATE 42501)'),
    });
  });

  it.each([coded('42P01'), coded('42601'), coded('23514'), coded('ENOENT'), new TypeError('x'), 'nothing'])(
    'is left as it is where the mistake is ours: %s',
    (mistake) => {
      expect(sorted(mistake)).toBe(mistake);
      expect(isDatabaseOutage(mistake)).toBe(false);
    },
  );

  it('is sorted once', () => {
    const error = sorted(coded('57P01'));
    expect(sorted(error)).toBe(error);
  });
});
