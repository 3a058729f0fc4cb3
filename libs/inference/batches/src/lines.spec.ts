import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from './lines.ts';
import { readLine } from './read-line.ts';

async function* inPieces(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const all = (text: string, piece: number, most?: number): Promise<string[]> =>
  Array.fromAsync(linesOf(inPieces(text, piece), most));

describe('the lines of a file', () => {
  it('are the same however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), async (text, piece) => {
        const wanted = text
          .toWellFormed()
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
        expect(await all(text.toWellFormed(), piece)).toEqual(wanted);
      }),
    );
  });

  it('are left out where they are too long, and only there', async () => {
    expect(await all(`one\n${'x'.repeat(100)}\nthree\n`, 7, 10)).toEqual(['one', 'three']);
    expect(await all(`${'x'.repeat(100)}`, 7, 10)).toEqual([]);
    expect(await all(`${'x'.repeat(10)}\n${'x'.repeat(11)}`, 3, 10)).toEqual(['x'.repeat(10)]);
  });
});

describe('a line', () => {
  it.each([
    ['an answer', { custom_id: 'a', response: { status_code: 200, body: { x: 1 } }, error: null }, 200],
    ['a refusal', { custom_id: 'a', response: { status_code: 400, body: {} } }, 400],
  ])('is %s', (_, line, status) => {
    expect(readLine(JSON.stringify(line))).toMatchObject({ customId: 'a', answer: { status } });
  });

  it.each([
    ['no response', { custom_id: 'a', response: null, error: { code: 'batch_expired' } }],
    ['a status that is none', { custom_id: 'a', response: { status_code: '200', body: {} } }],
    ['a status out of range', { custom_id: 'a', response: { status_code: 7, body: {} } }],
  ])('of %s is of a request that was not done', (_, line) => {
    expect(readLine(JSON.stringify(line))).toEqual({ customId: 'a', answer: undefined });
  });

  it('is nothing where it is torn or of another kind, and never throws', () => {
    const whole = JSON.stringify({ custom_id: 'a', response: { status_code: 200, body: { x: 1 } } });
    for (let end = 0; end < whole.length; end += 1) expect(readLine(whole.slice(0, end))).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const line = JSON.stringify(value) as string | undefined;
        if (line !== undefined) readLine(line);
      }),
    );
  });
});
