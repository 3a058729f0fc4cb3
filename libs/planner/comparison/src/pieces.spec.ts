import { describe, expect, it } from '@jest/globals';
import { ComparisonSpec } from '@rookery/shared-contracts';
import fc from 'fast-check';
import { piecesOf } from './pieces.ts';

const specs = fc
  .record({
    contenders: fc.integer({ min: 1, max: 5 }),
    worlds: fc.integer({ min: 0, max: 3 }),
    problems: fc.integer({ min: 2, max: 130 }),
    repetitions: fc.integer({ min: 0, max: 3 }),
    live: fc.boolean(),
    streams: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ contenders, worlds, problems, repetitions, live, streams }) =>
    ComparisonSpec.fromPartial({
      contenders: Array.from({ length: contenders }, (_, index) => ({ label: `${index}`, planner: 'uct' })),
      checkpoints: [5],
      repetitions,
      ...(worlds === 0
        ? {}
        : {
            worlds: {
              worlds: Array.from({ length: worlds }, (_, seed) => ({
                settingsJson: JSON.stringify({ seed }),
              })),
              problems,
            },
          }),
      ...(live ? { live: { depth: 3 } } : {}),
      ...(streams === 0
        ? {}
        : { transfer: { cases: [{ label: 'a' }, { label: 'b' }], streams, problems, checkpoints: [5] } }),
    }),
  );

describe('the pieces of a comparison', () => {
  it('cover each problem of each contender once, and are the same each time', () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 0, max: 40 }), (spec, queries) => {
        const pieces = piecesOf(spec, queries);
        expect(piecesOf(spec, queries)).toEqual(pieces);
        const keys = pieces.map(({ cell, contender, first }) => `${cell}/${contender}/${first}`);
        expect(new Set(keys).size).toBe(pieces.length);
        const covered = pieces.flatMap(({ cell, contender, first, problems }) =>
          Array.from({ length: problems }, (_, index) => `${cell}/${contender}/${first + index}`),
        );
        expect(new Set(covered).size).toBe(covered.length);
        const { worlds, live, transfer, contenders } = spec;
        const contests = 3 * (worlds?.worlds.length ?? 0) * (worlds?.problems ?? 0) + (live ? queries : 0);
        const streamed = 2 * (transfer?.streams ?? 0) * (transfer?.problems ?? 0);
        expect(covered).toHaveLength(contests * contenders.length + streamed);
        const searches = pieces.reduce((sum, piece) => sum + piece.searches, 0);
        expect(searches).toBe(contests * contenders.length * Math.max(1, spec.repetitions) + streamed);
      }),
    );
  });
});
