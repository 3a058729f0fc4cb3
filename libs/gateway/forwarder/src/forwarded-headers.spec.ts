import { describe, expect, it } from '@jest/globals';
import { requestHeaders } from './forwarded-headers.ts';

const pairs = (headers: readonly string[]) =>
  Array.from({ length: headers.length / 2 }, (_, index) => headers.slice(2 * index, 2 * index + 2));

describe('requestHeaders', () => {
  it('withholds what the target must not see, and adds what the gateway knows', () => {
    const received = [':path', '/a', 'x-own', '1', 'caller', 'forged', 'x-own', '2', 'key', 'secret'];
    const target = {
      service: 'planner',
      address: 'h:1',
      withheld: new Set(['caller', 'key']),
      added: ['caller', 'known'],
    };
    const sent = pairs(requestHeaders(received, target, '/a', 'r1'));
    expect(sent).toContainEqual([':path', '/a']);
    expect(sent.filter(([name]) => name === 'x-own')).toEqual([
      ['x-own', '1'],
      ['x-own', '2'],
    ]);
    expect(sent.filter(([name]) => name === 'caller')).toEqual([['caller', 'known']]);
    expect(sent.flat()).not.toContain('secret');
  });
});
