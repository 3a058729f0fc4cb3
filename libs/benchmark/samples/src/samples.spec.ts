import { describe, expect, it } from '@jest/globals';
import { STATUSES } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { cellAt, sampleCount, scenarioPositions, type RunShape } from './samples.ts';
import { chunksOf } from './chunks.ts';
import { sampleSeed } from './sample-seed.ts';

const shapes: fc.Arbitrary<RunShape> = fc.record({
  scenarios: fc.integer({ min: 1, max: 30 }),
  models: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }),
  statuses: fc.uniqueArray(fc.constantFrom(...STATUSES), { minLength: 1 }),
  repetitions: fc.integer({ min: 1, max: 3 }),
});

describe('cellAt', () => {
  it('numbers every natural key exactly once', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const keys = Array.from({ length: sampleCount(shape) }, (_, sample) => {
          const cell = cellAt(shape, sample);
          expect(cell.position).toBeLessThan(shape.scenarios);
          expect(cell.repetition).toBeLessThanOrEqual(shape.repetitions);
          return JSON.stringify([cell.position, cell.model, cell.status, cell.repetition]);
        });
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('refuses numbers outside the run', () => {
    const shape: RunShape = { scenarios: 2, models: ['a'], statuses: ['vanilla'], repetitions: 1 };
    for (const sample of [-1, 2, 0.5, Number.NaN]) expect(() => cellAt(shape, sample)).toThrow(RangeError);
  });
});

describe('scenarioPositions', () => {
  it('is what the samples of the range need, no more', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), (shape, a, b) => {
        const total = sampleCount(shape);
        const [first, last] = [a % total, b % total].sort((x, y) => x - y) as [number, number];
        const needed = new Set<number>();
        for (let sample = first; sample <= last; sample += 1) needed.add(cellAt(shape, sample).position);
        expect([...scenarioPositions(shape, first, last)].sort()).toEqual([...needed].sort());
      }),
    );
  });
});

describe('chunksOf', () => {
  it('covers every sample once, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500_000 }),
        fc.integer({ min: 1, max: 4096 }),
        fc.boolean(),
        (samples, concurrency, limited) => {
          const chunks = chunksOf(samples, concurrency, limited);
          expect(chunks[0]?.first).toBe(0);
          expect(chunks.at(-1)?.last).toBe(samples - 1);
          for (const [index, chunk] of chunks.entries()) {
            expect(chunk.chunk).toBe(index);
            expect(chunk.last).toBeGreaterThanOrEqual(chunk.first);
            if (index > 0) expect(chunk.first).toBe((chunks[index - 1]?.last ?? 0) + 1);
          }
          expect(chunks.length).toBeLessThanOrEqual(limited ? 1 : 2000);
        },
      ),
    );
  });
});

describe('sampleSeed', () => {
  const cell = { model: 'sim/gpt-4o', status: 'vanilla', repetition: 1 } as const;

  it('is the same again, and another for every part of the key', () => {
    const seed = sampleSeed(7, 'abc', cell, 'answer');
    expect(sampleSeed(7, 'abc', { ...cell }, 'answer')).toBe(seed);
    const others = [
      sampleSeed(8, 'abc', cell, 'answer'),
      sampleSeed(7, 'abd', cell, 'answer'),
      sampleSeed(7, 'abc', { ...cell, model: 'sim/qwq-32b' }, 'answer'),
      sampleSeed(7, 'abc', { ...cell, status: 'agent' }, 'answer'),
      sampleSeed(7, 'abc', { ...cell, repetition: 2 }, 'answer'),
      sampleSeed(7, 'abc', cell, 'judge'),
    ];
    expect(new Set([seed, ...others]).size).toBe(7);
  });
});
