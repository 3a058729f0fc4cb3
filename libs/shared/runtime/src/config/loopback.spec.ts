import { describe, expect, it } from '@jest/globals';
import { isLoopback } from './loopback.ts';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.example.org', 'example.org', ''])('%s is not', (host) =>
    expect(isLoopback(host)).toBe(false),
  );
});
