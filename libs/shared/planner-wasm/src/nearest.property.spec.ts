import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createVectorMatrix } from './nearest.ts';

/** Every row measured in double precision. */
function measureAll(rows: readonly Float32Array[], query: Float32Array): number[] {
  return rows.map((row) => {
    let product = 0;
    row.forEach((value, index) => (product += value * (query[index] ?? 0)));
    return product / (Math.hypot(...row) * Math.hypot(...query));
  });
}

const number = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  // Ties, and what a byte does not tell apart.
  fc.constantFrom(0, 0.5, 0.5001, -0.5),
);
const vector = (dimensions: number) =>
  fc
    .array(number, { minLength: dimensions, maxLength: dimensions })
    .map((values) => Float32Array.from(values))
    .filter((values) => Math.hypot(...values) > 1e-6);
const problem = fc.integer({ min: 1, max: 50 }).chain((dimensions) =>
  fc.record({
    batches: fc.array(fc.array(vector(dimensions), { maxLength: 20 }), { maxLength: 5 }),
    query: vector(dimensions),
    limit: fc.integer({ min: 0, max: 120 }),
    repeats: fc.integer({ min: 1, max: 30 }),
  }),
);

describe('createVectorMatrix', () => {
  it('finds what measuring every row finds, as rows come in', () => {
    fc.assert(
      fc.property(problem, ({ batches, query, limit, repeats }) => {
        using matrix = createVectorMatrix(query.length);
        const rows: Float32Array[] = [];
        for (const batch of Array.from({ length: repeats }, () => batches).flat()) {
          matrix.add(batch);
          rows.push(...batch);
        }
        expect(matrix.rows).toBe(rows.length);
        const cosines = measureAll(rows, query);
        const found = matrix.nearest(query, limit);
        expect(found).toHaveLength(Math.min(limit, rows.length));
        const best = cosines.toSorted((a, b) => b - a).slice(0, limit);
        found.forEach(({ row, cosine }, place) => {
          expect(cosine).toBeCloseTo(cosines[row] ?? NaN, 5);
          expect(cosine).toBeCloseTo(best[place] ?? NaN, 5);
        });
        expect(new Set(found.map(({ row }) => row)).size).toBe(found.length);
      }),
    );
  });

  it('counts of equal vectors the earlier first', () => {
    using matrix = createVectorMatrix(3);
    matrix.add(Array.from({ length: 2500 }, () => Float32Array.of(1, 2, 2)));
    const rows = matrix.nearest(Float32Array.of(2, 4, 4), 5).map(({ row }) => row);
    expect(rows).toEqual([0, 1, 2, 3, 4]);
  });

  it('takes all vectors of a call or none', () => {
    using matrix = createVectorMatrix(2);
    const good = Float32Array.of(3, 4);
    for (const bad of [Float32Array.of(0, 0), Float32Array.of(1, NaN), Float32Array.of(1)]) {
      expect(() => matrix.add([good, bad])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
      expect(() => matrix.nearest(bad, 1)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
    expect(matrix.rows).toBe(0);
    expect(matrix.nearest(good, 3)).toEqual([]);
    matrix.add([]);
    expect(() => createVectorMatrix(4097)).toThrow('dimensions');
    expect(() => matrix.nearest(good, -1)).toThrow('limit');
  });

  it('holds five bytes a number and little more', () => {
    using matrix = createVectorMatrix(384);
    matrix.add(Array.from({ length: 2048 }, (_, row) => new Float32Array(384).fill(1).fill(-1, row % 384)));
    expect(matrix.memory / (2048 * 384)).toBeLessThan(5.1);
  });

  it('says that it is closed', () => {
    const matrix = createVectorMatrix(2);
    matrix.close();
    matrix.close();
    expect(() => matrix.rows).toThrow('matrix: is closed');
  });
});
