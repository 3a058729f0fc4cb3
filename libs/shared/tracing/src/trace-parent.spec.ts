import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTraceParent, writeTraceParent } from './trace-parent.ts';

const [trace, span] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];

describe('traceparent', () => {
  it('is read as it is written', () => {
    const context = readTraceParent(`00-${trace}-${span}-01`);
    expect(context).toEqual({ traceId: trace, spanId: span, traceFlags: 1, isRemote: true });
    expect(context && writeTraceParent(context)).toBe(`00-${trace}-${span}-01`);
  });

  it('of a later version is read as far as it is known', () => {
    expect(readTraceParent(`cc-${trace}-${span}-03-what-comes`)).toMatchObject({ traceFlags: 1 });
  });

  it.each([
    ['', 'empty'],
    [`ff-${trace}-${span}-01`, 'a version that is none'],
    [`00-${'0'.repeat(32)}-${span}-01`, 'no trace'],
    [`00-${trace}-${'0'.repeat(16)}-01`, 'no span'],
    [`00-${trace.toUpperCase()}-${span}-01`, 'upper case'],
    [`00-${trace}-${span}-01${'-x'.repeat(100_000)}`, 'long'],
  ])('that is wrong begins a trace (%#)', (header) => {
    expect(readTraceParent(header)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (header) => expect(readTraceParent(header)).toBeUndefined()));
  });
});
