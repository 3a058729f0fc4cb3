import { describe, expect, it } from '@jest/globals';
import { clientLimits, foreignLimits } from './connection-limits.ts';

/** What servers in Go, Java and C++ allow by default between two pings, and only while a call is in flight. */
const ALLOWED_MS = 300_000;

describe('pings', () => {
  it('to servers of others are no more than those allow by default', () => {
    expect(foreignLimits['grpc.keepalive_time_ms']).toBeGreaterThan(ALLOWED_MS);
  });

  it('come with calls alone', () => {
    for (const limits of [clientLimits, foreignLimits]) {
      expect(limits['grpc.keepalive_permit_without_calls']).toBe(0);
    }
  });
});
