import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const after = (headers: Record<string, string>): number | undefined =>
  retryAfterMs(new Headers(headers), now);

describe('retryAfterMs', () => {
  it('reads seconds, milliseconds and dates', () => {
    expect(after({ 'retry-after': '2' })).toBe(2000);
    expect(after({ 'retry-after': '1.5' })).toBe(1500);
    expect(after({ 'retry-after-ms': '30', 'retry-after': '2' })).toBe(30);
    expect(after({ 'retry-after': 'Sun, 01 Mar 2026 12:00:09 GMT' })).toBe(9000);
  });

  it('takes a date in the past for now', () => {
    expect(after({ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' })).toBe(0);
  });

  it('is undefined without a header that can be read', () => {
    expect(after({})).toBeUndefined();
    expect(after({ 'retry-after': 'soon' })).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });
});
