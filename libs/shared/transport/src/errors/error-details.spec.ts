import { describe, expect, it } from '@jest/globals';
import { ErrorReason } from '@rookery/shared-contracts';
import { type CallReason, RookeryError, type ErrorCode } from '@rookery/shared-errors';
import fc from 'fast-check';
import { Status } from 'nice-grpc';
import { decodeError, encodeDetails } from './error-details.ts';
import { codeOf, statusOf } from './status-codes.ts';

/** The whole mapping; a code missing here does not compile. */
const TABLE: Readonly<Record<ErrorCode, number>> = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};
const codes = Object.keys(TABLE) as ErrorCode[];

describe('the mapping of errors to gRPC status', () => {
  it.each(codes)('%s', (code) => {
    expect(statusOf(code)).toBe(TABLE[code]);
    expect(codeOf(statusOf(code))).toBe(code);
  });

  it('takes the codes that only others send', () => {
    expect(codeOf(Status.OK)).toBe('INTERNAL');
    expect(codeOf(Status.UNKNOWN)).toBe('INTERNAL');
    expect(codeOf(Status.OUT_OF_RANGE)).toBe('INVALID_ARGUMENT');
  });
});

const reasons = Object.keys(ErrorReason).filter(
  (name): name is CallReason => name !== 'UNSPECIFIED' && name !== 'UNRECOGNIZED',
);
const word = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed());
const error = fc
  .record({
    code: fc.constantFrom(...codes),
    message: word,
    violations: fc.array(fc.record({ field: word, description: word }), { maxLength: 5 }),
    retryAfterMs: fc.option(fc.nat(1e9), { nil: undefined }),
    reason: fc.option(fc.constantFrom(...reasons), { nil: undefined }),
    usage: fc.option(
      fc.record({
        calls: fc.nat(),
        inputTokens: fc.nat(),
        outputTokens: fc.nat(),
        costUsd: fc.double({ min: 0, max: 1e6, noNaN: true }),
        unpricedCalls: fc.nat(),
      }),
      { nil: undefined },
    ),
    metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,10}$/), word, { maxKeys: 4, noNullPrototype: true }),
  })
  .map(
    ({ code, message, violations, retryAfterMs, reason, metadata, usage }) =>
      new RookeryError(code, message, {
        violations,
        metadata,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        ...(reason === undefined ? {} : { reason }),
        ...(usage === undefined ? {} : { usage }),
      }),
  );

describe('error details', () => {
  it('arrive as they were sent', () => {
    fc.assert(
      fc.property(error, (sent) => {
        const { code, message, violations, retryAfterMs, metadata, usage } = sent;
        const got = decodeError(statusOf(code), message, encodeDetails(sent), undefined);
        expect(got).toMatchObject({ code, message, violations, retryAfterMs, metadata, usage });
        expect(got.reason).toBe(sent.reason);
      }),
    );
  });

  it('are absent when there is nothing to add to code and message', () => {
    expect(encodeDetails(new RookeryError('NOT_FOUND', 'run runs/7: not found'))).toBeUndefined();
  });

  it.each(['UNSPECIFIED', 'toString', 'BREWED_TOO_LONG'])(
    'leave out a reason that nobody knows: %s',
    (reason) => {
      const sent = new RookeryError('UNAVAILABLE', 'no tea', { reason: reason as CallReason });
      const got = decodeError(statusOf('UNAVAILABLE'), 'no tea', encodeDetails(sent), undefined);
      expect(got).toMatchObject({ code: 'UNAVAILABLE', message: 'no tea', reason: undefined });
    },
  );

  it('that cannot be read do not hide the error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(decodeError(Status.NOT_FOUND, 'gone', bytes, undefined)).toMatchObject({
          code: 'NOT_FOUND',
          message: 'gone',
        });
      }),
    );
  });
});
