import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestDigest } from './request-digest.ts';

const messages = fc.dictionary(fc.string(), fc.jsonValue());

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

describe('requestDigest', () => {
  it('does not depend on the order in which fields were set', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(requestDigest(reversed(message))).toBe(requestDigest(message));
      }),
    );
  });

  it('differs where messages do', () => {
    fc.assert(
      fc.property(messages, fc.string(), fc.jsonValue(), (message, field, value) => {
        fc.pre(JSON.stringify(message[field]) !== JSON.stringify(value));
        expect(requestDigest({ ...message, [field]: value })).not.toBe(requestDigest(message));
      }),
    );
    expect(requestDigest({ models: ['a', 'b'] })).not.toBe(requestDigest({ models: ['b', 'a'] }));
    expect(requestDigest({ seed: 1 })).not.toBe(requestDigest({ seed: '1' }));
    expect(requestDigest({})).not.toBe(requestDigest({ seed: 0 }));
  });

  it('takes a field that was not set as one that is not there', () => {
    expect(requestDigest({ models: ['a'], seed: undefined })).toBe(requestDigest({ models: ['a'] }));
  });
});
