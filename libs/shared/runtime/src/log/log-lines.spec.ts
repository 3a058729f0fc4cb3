import { describe, expect, it } from '@jest/globals';
import { LogLines } from './log-lines.ts';

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** What takes at most `most` bytes at a time, and fails while it is told to. */
function sink(most = Infinity) {
  const written: string[] = [];
  let fails: Error | undefined;
  const lines = new LogLines((bytes) => {
    if (fails !== undefined) throw fails;
    const taken = bytes.subarray(0, most);
    written.push(taken.toString());
    return taken.length;
  });
  return { lines, text: () => written.join(''), fail: (error: Error | undefined) => (fails = error) };
}

describe('lines of a log', () => {
  it('are written whole, however little is taken at a time', () => {
    const { lines, text } = sink(3);
    lines.write('{"msg":"one"}\n');
    lines.write('{"msg":"two"}\n');
    expect(text()).toBe('{"msg":"one"}\n{"msg":"two"}\n');
  });

  it.each(['ENOSPC', 'EPIPE', 'EIO', 'EAGAIN'])(
    'are dropped on %s, and counted when that is over',
    (code) => {
      const { lines, text, fail } = sink();
      fail(failure(code));
      lines.write('{"msg":"one"}\n');
      lines.write('{"msg":"two"}\n');
      fail(undefined);
      lines.write('{"msg":"three"}\n');
      lines.write('{"msg":"four"}\n');
      const [lost, ...others] = text().trimEnd().split('\n');
      expect(JSON.parse(lost ?? '')).toMatchObject({ dropped: 2, level: 40 });
      expect(others).toEqual(['{"msg":"three"}', '{"msg":"four"}']);
    },
  );

  it('begin on a line of their own after one that was cut', () => {
    let room = 5;
    const written: string[] = [];
    const lines = new LogLines((bytes) => {
      if (room === 0) throw failure('ENOSPC');
      const taken = bytes.subarray(0, room);
      room -= taken.length;
      written.push(taken.toString());
      return taken.length;
    });
    lines.write('{"msg":"one"}\n');
    room = 1000;
    lines.write('{"msg":"two"}\n');
    expect(written.join('').split('\n')).toEqual([
      '{"msg',
      expect.stringContaining('"dropped":1'),
      '{"msg":"two"}',
      '',
    ]);
  });
});
