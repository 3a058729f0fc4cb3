import { describe, expect, it } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferenceEmbedder } from './inference-embedder.ts';
import { openEmbedder } from './open-embedder.ts';

type Inference = Parameters<typeof openEmbedder>[0]['inference'];
const { signal } = new AbortController();

/** Answers with what a worker might, by the length of each text. */
const answering =
  (vectorOf: (text: string) => number[]): Inference['embed'] =>
  async ({ texts = [] }) => ({
    embeddings: texts.map((text) => ({ values: vectorOf(text) })),
    usage: undefined,
  });

describe('openEmbedder', () => {
  const said: string[] = [];
  const note = (fields: object, message: string): void =>
    void said.push(`${message} ${JSON.stringify(fields)}`);
  const open = async (choice: string) =>
    openEmbedder({
      choice,
      dataFolder: await mkdtemp(join(tmpdir(), 'rookery-nothing-')),
      inference: { embed: answering(() => [3, 4]) } as Inference,
      log: { info: note, warn: note },
    });

  it('falls back on the lexical one where none is installed, and says so and why', async () => {
    expect((await open('auto')).name).toBe('lexical-v1');
    expect(said.join('\n')).toMatch(/shared words.*npm run models[^]*found by this embedder.*lexical-v1/);
  });

  it('insists where it is told to', async () => {
    await expect(open('trained')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect((await open('lexical')).name).toBe('lexical-v1');
  });

  it('reaches a model by its name', async () => {
    const embedder = await open('text-embedding-3-small');
    expect(() => embedder.dimensions).toThrow('not known before the first');
    const [vector = new Float32Array()] = await embedder.embed(['x'], signal);
    expect([...vector]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect([embedder.name, embedder.dimensions]).toEqual(['text-embedding-3-small', 2]);
  });
});

describe('inferenceEmbedder', () => {
  it('asks for many texts in parts and keeps their order', async () => {
    const embedder = inferenceEmbedder({ embed: answering((text) => [Number(text), 1]) }, 'm');
    const vectors = await embedder.embed(
      Array.from({ length: 600 }, (_, index) => String(index)),
      signal,
    );
    expect(vectors.map(([x = 0, y = 0]) => Math.round(x / y))).toEqual(
      Array.from({ length: 600 }, (_, i) => i),
    );
  });

  it('refuses vectors that cannot be compared', async () => {
    const lengths = inferenceEmbedder(
      { embed: answering((text) => new Array<number>(text.length).fill(1)) },
      'm',
    );
    await expect(lengths.embed(['a', 'bb'], signal)).rejects.toThrow('different lengths');
    const zero = inferenceEmbedder({ embed: answering(() => [0, 0]) }, 'm');
    await expect(zero.embed(['a'], signal)).rejects.toThrow('without a direction');
  });
});
