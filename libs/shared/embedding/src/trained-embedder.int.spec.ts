import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTrainedEmbedder } from './trained-embedder.ts';
import { type Embedder } from './embedder.ts';
import { ALL_MINILM_L6_V2 } from './model-files.ts';
import { modelForTests } from './testing.ts';

const { signal } = new AbortController();
const reference = join(import.meta.dirname, 'reference');
const dataFolder = await modelForTests();

// Downloads a model of 23 MB once, where there is a network.
(dataFolder === undefined ? describe.skip : describe)('all-MiniLM-L6-v2 (needs npm run models)', () => {
  let embedder: Embedder;
  let sentences: string[];

  beforeAll(async () => {
    embedder = await openTrainedEmbedder(ALL_MINILM_L6_V2, dataFolder ?? '');
    sentences = JSON.parse(await readFile(join(reference, 'sentences.json'), 'utf8')) as string[];
  });
  afterAll(() => embedder.close());

  it('agrees with the full-precision network, computed independently, on 200 sentences', async () => {
    const expected = new Int8Array(await readFile(join(reference, 'vectors.i8')));
    const vectors = await embedder.embed(sentences, signal);
    expect(vectors).toHaveLength(200);
    const cosines = vectors.map((vector, index) =>
      cosine(vector, expected.subarray(index * 384, (index + 1) * 384)),
    );
    expect(Math.min(...cosines)).toBeGreaterThan(0.99);
  });

  it('gives unit vectors that do not depend on what goes through the network with them', async () => {
    const some = sentences.slice(60, 100);
    const together = await embedder.embed(some, signal);
    const others = Promise.all(some.toReversed().map((text) => embedder.embed([text], signal)));
    const apart = (await others).toReversed().flat();
    together.forEach((vector, index) => {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      expect(cosine(vector, apart[index] ?? [])).toBeGreaterThan(0.99999);
    });
  });

  it('takes no texts, empty ones and ones past its limit', async () => {
    expect(await embedder.embed([], signal)).toEqual([]);
    const word = 'unhappy ';
    const [nothing, long, longer] = await embedder.embed(
      ['', word.repeat(300), `${word.repeat(300)} ${'x '.repeat(200_000)}`],
      signal,
    );
    expect(Math.hypot(...(nothing ?? []))).toBeCloseTo(1, 5);
    expect(cosine(long ?? [], longer ?? [])).toBeGreaterThan(0.9999);
  });

  it('stops what is not wanted any more and goes on with the rest', async () => {
    const stopping = new AbortController();
    const unwanted = embedder.embed(sentences, stopping.signal);
    const wanted = embedder.embed(['a question'], signal);
    stopping.abort(new Error('enough'));
    await expect(unwanted).rejects.toThrow('enough');
    expect(await wanted).toHaveLength(1);
    await expect(embedder.embed(['x'], stopping.signal)).rejects.toThrow('enough');
  });
});

describe('openTrainedEmbedder', () => {
  it('says that it cannot run where there is no model', async () => {
    await expect(openTrainedEmbedder(ALL_MINILM_L6_V2, '/nowhere')).rejects.toThrow(
      'the sentence embedder cannot run',
    );
  });
});

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 0;
  for (let index = 0; index < a.length; index++) product += (a[index] ?? 0) * (b[index] ?? 0);
  return product / (Math.hypot(...Array.from(a)) * Math.hypot(...Array.from(b)));
}
