import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { piecesOf } from './pieces.ts';

describe('piecesOf', () => {
  it('is the message, and its sentences where it has several', () => {
    expect(piecesOf('One sentence alone.')).toEqual(['One sentence alone.']);
    const [first, second] = ['This is the first of two sentences.', 'And this is the other one of them.'];
    expect(piecesOf(`${first}\n\n${second}`)).toEqual([`${first}\n\n${second}`, first, second]);
  });

  it('leaves no few words by themselves', () => {
    expect(piecesOf('So. I moved here in spring. It is nice.')[1]).toBe('So. I moved here in spring.');
  });

  it('is at most 41 texts, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 400 }), (parts) => {
        const text = parts.join('. ');
        const pieces = piecesOf(text);
        expect(pieces.length).toBeLessThanOrEqual(41);
        expect(pieces[0]).toBe(text);
      }),
    );
    expect(piecesOf('A sentence of some length here. '.repeat(600)).length).toBeLessThanOrEqual(41);
  });
});
