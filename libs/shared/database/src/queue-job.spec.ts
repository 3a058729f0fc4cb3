import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RookeryError } from '@rookery/shared-errors';
import { checkJobIds, storableFailure } from './queue-job.ts';

describe('checkJobIds', () => {
  it('takes every id that has no white space', () => {
    const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019/_-.:@|='), maxLength: 200 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(id, fc.integer(), fc.boolean())), (ids) => {
        expect(() => checkJobIds(ids)).not.toThrow();
      }),
    );
  });

  it('refuses prose and names the field, never the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(' ', '\n', '\t'), fc.string(), (before, gap, after) => {
        const text = `CANARY${before}${gap}${after}`;
        expect(() => checkJobIds({ profile: text })).toThrow('profile');
        expect(() => checkJobIds({ profile: text })).not.toThrow('CANARY');
      }),
    );
    expect(() => checkJobIds({ profile: 'x'.repeat(201) })).toThrow('at most 200 characters');
  });
});

describe('storableFailure', () => {
  it('keeps our own message and hides a foreign one', () => {
    expect(storableFailure(new RookeryError('NOT_FOUND', 'runs/7: not found')).message).toBe(
      'NOT_FOUND: runs/7: not found',
    );
    const foreign = storableFailure(new Error('the profile says CANARY'));
    expect(`${foreign.message} ${foreign.stack}`).not.toContain('CANARY');
  });
});
