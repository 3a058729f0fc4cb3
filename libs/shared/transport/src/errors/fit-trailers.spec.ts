import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import fc from 'fast-check';
import { decodeError, encodeDetails } from './error-details.ts';
import { fitTrailers } from './fit-trailers.ts';
import { statusOf } from './status-codes.ts';

/** Of the two trailers as HTTP/2 counts them, 32 bytes each for itself. */
function trailerBytes(error: RookeryError): number {
  const details = Buffer.from(encodeDetails(error) ?? []).toString('base64');
  return (
    'grpc-message'.length +
    encodeURI(error.message).length +
    'grpc-status-details-bin'.length +
    details.length +
    64
  );
}

describe('an error on the wire', () => {
  it('that names 100 unknown models fits the 8 KiB of clients, and counts what it left out', () => {
    const models = Array.from({ length: 100 }, (_, index) => `vendor/${'long-name-'.repeat(12)}${index}`);
    const error = new RookeryError('NOT_FOUND', `models: no worker serves ${models.join(', ')}`, {
      reason: 'MODEL_UNKNOWN',
      violations: models.map((model, index) => ({
        field: `spec.models[${index}]`,
        description: `no worker serves ${model}`,
      })),
      metadata: Object.fromEntries(models.map((model, index) => [`model_${index}`, model])),
    });
    expect(trailerBytes(error)).toBeGreaterThan(40_000);
    const fitted = fitTrailers(error);
    expect(trailerBytes(fitted)).toBeLessThan(7_700);
    const got = decodeError(statusOf(fitted.code), fitted.message, encodeDetails(fitted), undefined);
    expect(got).toMatchObject({ code: 'NOT_FOUND', reason: 'MODEL_UNKNOWN' });
    const named = got.violations.length - 1;
    expect(got.violations[0]).toEqual(error.violations[0]);
    expect(got.violations.at(-1)).toEqual({ field: '…', description: `and ${100 - named} more` });
    expect(Object.keys(got.metadata)).toHaveLength(101 - Number(got.metadata.left_out));
    expect(got.message).toMatch(/… \(\d+ characters more\)$/);
  });

  it('fits, whatever it says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 1_500, size: 'max' });
    const error = fc
      .record({
        message: text,
        violations: fc.array(fc.record({ field: text, description: text }), { maxLength: 8 }),
        metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,30}$/), text, {
          maxKeys: 8,
          noNullPrototype: true,
        }),
        usage: fc.constant({
          calls: 9,
          inputTokens: 2 ** 40,
          outputTokens: 2 ** 40,
          costUsd: 1.5,
          unpricedCalls: 9,
        }),
      })
      .map(
        ({ message, ...options }) =>
          new RookeryError('INVALID_ARGUMENT', message, {
            ...options,
            retryAfterMs: 1e9,
            reason: 'MODEL_SERVER_REFUSES_REQUEST',
          }),
      );
    fc.assert(
      fc.property(error, (one) => expect(trailerBytes(fitTrailers(one))).toBeLessThan(7_700)),
      { numRuns: 40 },
    );
  });

  it('is left as it is where it fits', () => {
    const error = new RookeryError('INVALID_ARGUMENT', 'page_size: is 0', {
      violations: [{ field: 'page_size', description: 'is 0' }],
      metadata: { most: '100' },
    });
    expect(fitTrailers(error)).toBe(error);
  });
});
