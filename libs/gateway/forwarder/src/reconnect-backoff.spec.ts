import { describe, expect, it } from '@jest/globals';
import { ReconnectBackoff } from './reconnect-backoff.ts';

describe('ReconnectBackoff', () => {
  it('doubles the pause up to a second and forgets after a success', () => {
    const backoff = new ReconnectBackoff();
    const pauses: number[] = [];
    let now = 0;
    for (let attempt = 0; attempt < 8; attempt += 1) {
      backoff.failed(now);
      const before = now;
      while (!backoff.allows(now)) now += 1;
      pauses.push(now - before);
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1000, 1000, 1000]);
    backoff.failed(now);
    expect(backoff.allows(now)).toBe(false);
    backoff.succeeded();
    expect(backoff.allows(now)).toBe(true);
    backoff.failed(now);
    expect(backoff.allows(now + 50)).toBe(true);
  });
});
