import { describe, expect, it } from '@jest/globals';
import { asRookeryError } from './as-rookery-error.ts';
import { invalidArgument, RookeryError } from './rookery-error.ts';

describe('asRookeryError', () => {
  it('keeps our own errors as they are', () => {
    const own = new RookeryError('NOT_FOUND', 'run runs/7: not found');
    expect(asRookeryError(own)).toBe(own);
  });

  it('turns an abort into CANCELLED and a timeout into DEADLINE_EXCEEDED', () => {
    expect(asRookeryError(AbortSignal.abort().reason).code).toBe('CANCELLED');
    expect(asRookeryError(new DOMException('late', 'TimeoutError')).code).toBe('DEADLINE_EXCEEDED');
  });

  it('hides the message of a foreign error and keeps it as the cause', () => {
    const foreign = new Error('duplicate key: profile says divorced');
    const error = asRookeryError(foreign);
    expect(error.code).toBe('INTERNAL');
    expect(error.message).not.toContain('divorced');
    expect(error.cause).toBe(foreign);
  });
});

describe('invalidArgument', () => {
  it('names the field in the message and in the violation', () => {
    const error = invalidArgument('page_size', 'is 5000, at most 1000 allowed');
    expect(error.message).toBe('page_size: is 5000, at most 1000 allowed');
    expect(error.violations).toEqual([{ field: 'page_size', description: 'is 5000, at most 1000 allowed' }]);
  });
});
