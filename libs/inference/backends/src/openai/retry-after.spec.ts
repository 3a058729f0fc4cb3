import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const after = (headers: Record<string, string>): number | undefined => retryAfterMs(headers, '', now);
const said = (words: string): number | undefined => retryAfterMs({}, words, now);

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
  });

  it('reads durations and the time at which a limit ends', () => {
    expect(after({ 'retry-after': '1m30s' })).toBe(90_000);
    expect(after({ 'retry-after': '86400' })).toBe(86_400_000);
    expect(after({ 'x-ratelimit-reset': String((now + 5000) / 1000) })).toBe(5000);
    expect(after({ 'x-ratelimit-reset': String(now + 5000) })).toBe(5000);
    expect(after({ 'x-ratelimit-reset': '30' })).toBeUndefined();
  });

  it.each([
    ['message: Rate limit reached. Please try again in 7m12s.', 432_000],
    ['message: Please try again in 1.5s. Visit the page', 1500],
    ['Please retry in 20ms', 20],
    ['retryDelay: 40s', 40_000],
    ['message: slow down | retry_after: 3.5', 3500],
    ['retry_after_ms: 250', 250],
    ['Please wait for 2 minutes', 120_000],
    ['You may retry after 1 hour', 3_600_000],
    [`X-RateLimit-Reset: ${now + 9000}`, 9000],
    ['message: too many requests', undefined],
    ['message: at most 3 requests a second', undefined],
  ])('reads the words of the body: %s', (words, wait) => {
    expect(said(words)).toBe(wait);
  });
});
