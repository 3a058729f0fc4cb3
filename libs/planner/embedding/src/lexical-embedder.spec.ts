import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lexicalEmbedder } from './lexical-embedder.ts';

const embedder = lexicalEmbedder();
const { signal } = new AbortController();

async function similarity(a: string, b: string): Promise<number> {
  const [first = new Float32Array(), second] = await embedder.embed([a, b], signal);
  return first.reduce((sum, value, index) => sum + value * (second?.[index] ?? 0), 0);
}

describe('lexicalEmbedder', () => {
  it('gives every text one unit vector of its dimensions, the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 200 })), async (texts) => {
        const vectors = await embedder.embed(texts, signal);
        expect(vectors).toHaveLength(texts.length);
        for (const vector of vectors) {
          expect(vector).toHaveLength(embedder.dimensions);
          expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
        }
        expect(await lexicalEmbedder().embed(texts, signal)).toEqual(vectors);
      }),
    );
  });

  it('has not changed what it makes under its name', async () => {
    const [vector] = await embedder.embed(['I lost my job and cannot sleep'], signal);
    const places = [...(vector ?? new Float32Array())].flatMap((value, index) =>
      Math.abs(value) > 0.2 ? [index] : [],
    );
    expect(embedder.name).toBe('lexical-v1');
    expect(places).toEqual([67, 141, 151, 152, 182, 200, 218, 279, 317]);
  });

  it('puts texts that share words, or pieces of words, nearer than texts that do not', async () => {
    const query = 'My husband wants a divorce and I feel worthless';
    const words = await similarity(query, 'Should I fight the divorce my husband wants?');
    const pieces = await similarity(query, 'husbands divorcing');
    const nothing = await similarity(query, 'Which index fund suits a small pension pot?');
    expect(words).toBeGreaterThan(pieces);
    expect(pieces).toBeGreaterThan(nothing + 0.1);
    expect(Math.abs(nothing)).toBeLessThan(0.25);
  });

  it('is not fooled by case, by composed letters or by common words', async () => {
    expect(await similarity('Café DEBT', 'cafe\u0301 debt')).toBeCloseTo(1, 5);
    const alike = await similarity('what should I do about it', 'what should I do about rent');
    expect(alike).toBeLessThan(0.5);
  });

  it('finds a shared topic in languages written without spaces', async () => {
    const shared = await similarity('我失业了怎么办理失业金', '失业金怎么办理');
    expect(shared).toBeGreaterThan(await similarity('我失业了怎么办理失业金', '今天天气很好我们去公园'));
  });

  it('stops when asked to', async () => {
    await expect(embedder.embed(['x'], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
