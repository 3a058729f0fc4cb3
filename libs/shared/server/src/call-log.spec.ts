import { describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { createLog } from '@rookery/shared-runtime';
import { CallLog } from './call-log.ts';

function logging() {
  const lines: Record<string, unknown>[] = [];
  let now = 0;
  const log = new CallLog(
    createLog('test', 'info', {
      write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    }),
    () => now,
  );
  const refuse = (times: number, method = '/a/B', code: 'NOT_FOUND' | 'INTERNAL' = 'NOT_FOUND'): void => {
    for (let call = 0; call < times; call += 1) log.ended(method, 1, new RookeryError(code, 'no'));
  };
  return { lines, log, refuse, pass: (ms: number) => (now += ms) };
}

describe('a log of calls', () => {
  it('has ten lines a second of one kind of failure, and says later what it left out', () => {
    const { lines, refuse, pass } = logging();
    refuse(100_000);
    expect(lines).toHaveLength(10);
    pass(1000);
    refuse(2);
    expect(lines.slice(10)).toMatchObject([
      { method: '/a/B', code: 'NOT_FOUND', reason: 'no', left_out: 99_990 },
      { method: '/a/B', code: 'NOT_FOUND' },
    ]);
    expect(lines.at(-1)).not.toHaveProperty('left_out');
  });

  it('tells kinds apart, as far as there are not too many', () => {
    const { lines, refuse } = logging();
    refuse(20, '/a/B');
    refuse(20, '/a/C');
    refuse(20, '/a/C', 'INTERNAL');
    expect(lines.map(({ level }) => level)).toEqual([
      ...Array.from({ length: 20 }, () => 30),
      ...Array.from({ length: 10 }, () => 50),
    ]);
    for (let method = 0; method < 5000; method += 1) refuse(1, `/a/${method}`);
    expect(lines.length).toBeLessThan(1100);
  });

  it('has answered calls only where it is asked for', () => {
    const { lines, log } = logging();
    log.ended('/a/B', 1, undefined);
    expect(lines).toEqual([]);
  });
});
