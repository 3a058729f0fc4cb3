import { describe, expect, it } from '@jest/globals';
import { readGrpcTimeout } from './grpc-timeout.ts';

describe('readGrpcTimeout', () => {
  it('knows every unit', () => {
    expect(readGrpcTimeout('2H')).toBe(7_200_000);
    expect(readGrpcTimeout('3M')).toBe(180_000);
    expect(readGrpcTimeout('4S')).toBe(4000);
    expect(readGrpcTimeout('99999999m')).toBe(99_999_999);
    expect(readGrpcTimeout('1500u')).toBeCloseTo(1.5);
    expect(readGrpcTimeout('2000000n')).toBeCloseTo(2);
  });

  it.each(['', '5', 'S', '-1S', '123456789m', '1.5S', '1s', ' 1S'])('refuses %p', (value) => {
    expect(() => readGrpcTimeout(value)).toThrow(/^grpc-timeout: has to be/);
  });
});
