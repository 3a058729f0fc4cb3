import { describe, expect, it } from '@jest/globals';
import { CellKind, ComparisonSpec } from '@rookery/shared-contracts';
import { summarize } from '@rookery/shared-planner-wasm';
import type { StoredPiece } from './comparison-store.ts';
import { rowOf } from './played.ts';
import { resultOf } from './result.ts';

const threads = { summarize: async (...given: Parameters<typeof summarize>) => summarize(...given) };
const never = new AbortController().signal;
const SIMULATED = { id: 'c', simulated: true, lost: [] };

// Losses of two contenders on five problems at two checkpoints, in two pieces each.
const FIRST = [0.12, 0.4, 0, 1.31, 0.57];
const SECOND = [0.3, 0.4, 0.11, 0.9, 0.2];

const GOLDEN = {
  first: { mean: 0.48, halfWidth: 0.451940665902402 },
  second: { mean: 0.382 },
  difference: { mean: 0.09799999999999999, halfWidth: 0.24063696778164242 },
};

function piece(contender: number, first: number, losses: readonly number[]): StoredPiece {
  const rows = losses.flatMap((loss) =>
    rowOf({
      loss: [2 * loss, loss],
      anytime: [loss + 1, loss + 2],
      evaluations: 20,
      rankings: [contender, contender + 1],
    }),
  );
  return {
    cell: 0,
    contender,
    first,
    searches: losses.length,
    rows: Float64Array.from(rows),
    cpuUs: 1000,
    failed: contender,
    lesson: '',
  };
}

describe('resultOf', () => {
  it('agrees with another implementation', async () => {
    const spec = ComparisonSpec.fromPartial({
      contenders: [{ planner: 'a' }, { label: 'b', planner: 'x' }],
      baseline: 'b',
      checkpoints: [10, 20],
      worlds: { worlds: [{ label: 'w' }], priors: [2], depths: [4], problems: 5 },
    });
    const stored = [
      ...[piece(0, 0, FIRST.slice(0, 3)), piece(0, 3, FIRST.slice(3))],
      ...[piece(1, 0, SECOND.slice(0, 3)), piece(1, 3, SECOND.slice(3))],
    ];
    const pieces = { ofCell: async () => stored };
    const { cells, simulated } = await resultOf({ pieces, threads }, SIMULATED, spec, never);
    expect(simulated).toBe(true);
    const [cell] = cells;
    expect(cell).toMatchObject({
      kind: CellKind.WORLD,
      label: 'w',
      prior: 2,
      depth: 4,
      problems: 5,
      baseline: 'b',
    });
    // Python's statistics: mean and NormalDist().inv_cdf(0.975) * stdev / sqrt(n).
    expect(cell?.target?.mean).toBeCloseTo(GOLDEN.second.mean, 12);
    const [a, b] = cell?.contenders ?? [];
    expect(a?.checkpoints[1]?.loss?.mean).toBeCloseTo(GOLDEN.first.mean, 12);
    expect(a?.checkpoints[1]?.loss?.halfWidth).toBeCloseTo(GOLDEN.first.halfWidth, 8);
    expect(a?.checkpoints[0]?.anytime?.mean).toBeCloseTo(GOLDEN.first.mean + 1, 12);
    expect(a?.checkpoints[1]?.difference?.mean).toBeCloseTo(GOLDEN.difference.mean, 12);
    expect(a?.checkpoints[1]?.difference?.halfWidth).toBeCloseTo(GOLDEN.difference.halfWidth, 8);
    expect(a?.checkpoints[1]?.winRate).toBeCloseTo(0.5, 12);
    expect(a).toMatchObject({
      meanEvaluations: 20,
      meanRankings: 1,
      failedSearches: 0,
      cpuUsPerEvaluation: 20,
    });
    expect(a?.callsToTarget).toBeUndefined();
    expect(b).toMatchObject({ label: 'b', callsToTarget: 20, meanRankings: 2, failedSearches: 2 });
    // Two rankings by then, half an evaluation each.
    expect(b).toMatchObject({ allCallsToTarget: 21, checkpoints: [{ rankings: 1 }, { rankings: 2 }] });
  });

  it('reaches for the loss of another contender than the baseline, at the price of a ranking', async () => {
    const spec = ComparisonSpec.fromPartial({
      contenders: [{ planner: 'a' }, { label: 'b', planner: 'x' }],
      target: 'b',
      rankingPrice: 10,
      checkpoints: [10, 20],
      worlds: { worlds: [{ label: 'w', batch: 32 }], priors: [4], depths: [4], problems: 5 },
    });
    const stored = [piece(0, 0, FIRST), piece(1, 0, SECOND)];
    const pieces = { ofCell: async () => stored };
    const { cells } = await resultOf({ pieces, threads }, SIMULATED, spec, never);
    expect(cells[0]).toMatchObject({
      prior: 4,
      batch: 32,
      baseline: 'a',
      targetContender: 'b',
      rankingPrice: 10,
      contenders: [{ callsToTarget: undefined }, { callsToTarget: 20, allCallsToTarget: 40 }],
    });
    expect(cells[0]?.target?.mean).toBeCloseTo(GOLDEN.second.mean, 12);
  });

  it('goes on without a contender that died, and says why it has no numbers', async () => {
    const spec = ComparisonSpec.fromPartial({
      contenders: [{ planner: 'a' }, { label: 'mine', planner: 'x' }, { planner: 'b' }],
      baseline: 'b',
      checkpoints: [10, 20],
      worlds: { worlds: [{ label: 'w' }, { label: 'v' }], priors: [2], depths: [4], problems: 5 },
    });
    // It played the first cell to the end, and two of the five problems of the second.
    const played = (cell: number, mine: readonly number[]) =>
      [piece(0, 0, FIRST), piece(1, 0, mine), piece(2, 0, SECOND)].map((one) => ({ ...one, cell }));
    const pieces = {
      ofCell: async (_: string, cell: number) => played(cell, cell === 0 ? FIRST : FIRST.slice(0, 2)),
    };
    const lost = [{ contender: 1, reason: 'mine on v: died', searches: 3 }];
    const { cells } = await resultOf({ pieces, threads }, { ...SIMULATED, lost }, spec, never);
    expect(cells.map(({ problems }) => problems)).toEqual([5, 5]);
    expect(cells.map(({ contenders }) => contenders.map((one) => one.lost))).toEqual([
      ['', '', ''],
      ['', 'mine on v: died', ''],
    ]);
    expect(cells[1]?.contenders[1]).toMatchObject({
      label: 'mine',
      checkpoints: [],
      callsToTarget: undefined,
    });
    // The others are as they are without it.
    const numbers = (cell: number, place: number) => cells[cell]?.contenders[place]?.checkpoints;
    for (const place of [0, 2]) expect(numbers(1, place)).toEqual(numbers(0, place));
    expect(numbers(0, 1)?.map(({ loss }) => loss)).toEqual(numbers(0, 0)?.map(({ loss }) => loss));
  });

  it('reads rows of former times, which end with the last number of rankings', async () => {
    const spec = ComparisonSpec.fromPartial({
      contenders: [{ planner: 'a' }],
      checkpoints: [10, 20],
      worlds: { worlds: [{ label: 'w' }], priors: [1], depths: [4], problems: 2 },
    });
    const rows = Float64Array.from([...[0.5, 0.25, 1, 2, 20, 11], ...[0.5, 0.75, 1, 2, 20, 13]]);
    const pieces = { ofCell: async () => [{ ...piece(0, 0, [0, 0]), rows }] };
    const { cells } = await resultOf({ pieces, threads }, SIMULATED, spec, never);
    expect(cells[0]?.contenders[0]).toMatchObject({
      meanEvaluations: 20,
      meanRankings: 12,
      checkpoints: [
        { loss: { mean: 0.5 }, rankings: 12 },
        { loss: { mean: 0.5 }, rankings: 12 },
      ],
    });
  });

  it('takes streams apart: alone, with the library, and the loss to be reached', async () => {
    const spec = ComparisonSpec.fromPartial({
      contenders: [{ planner: 'raise-mcts' }],
      checkpoints: [300],
      transfer: {
        cases: [{ label: 's' }],
        streams: 1,
        problems: 2,
        librarySearches: 3,
        checkpoints: [0, 10],
      },
    });
    const problem = (alone: number, together: number): number[] => [
      ...rowOf({ loss: [alone, alone / 2], anytime: [alone, alone], evaluations: 10, rankings: [11, 11] }),
      ...rowOf({ loss: [together, 0], anytime: [together, 0], evaluations: 10, rankings: [11, 11] }),
      ...[0.25, 0.5, 0.375, 0.125],
    ];
    const rows = Float64Array.from([...problem(1, 0.5), ...problem(1, 0.5)]);
    const stored = {
      cell: 0,
      contender: 0,
      first: 0,
      searches: 2,
      rows,
      cpuUs: 9,
      failed: 0,
      lesson: 'much',
    };
    const { cells } = await resultOf(
      { pieces: { ofCell: async () => [stored] }, threads },
      SIMULATED,
      spec,
      never,
    );
    expect(cells[0]).toMatchObject({
      kind: CellKind.TRANSFER,
      problems: 2,
      baseline: 'alone',
      target: { mean: 0.25, halfWidth: 0 },
      lessons: ['much'],
      modelWeights: [0.5, 0.375, 0.125],
      contenders: [
        { label: 'alone', callsToTarget: undefined, cpuUsPerEvaluation: undefined },
        { label: 'with library', callsToTarget: 5 },
      ],
    });
    expect(cells[0]?.contenders[1]?.checkpoints[1]).toMatchObject({ difference: { mean: -0.5 }, winRate: 1 });
  });
});
