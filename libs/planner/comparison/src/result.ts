import type { BackgroundThreads } from '@rookery/planner-pool';
import {
  CellKind,
  type ComparedCell,
  type ComparisonResult,
  type ComparisonSpec,
  ContenderResult,
} from '@rookery/shared-contracts';
import type { ComparisonSummary, SummaryCurves, SummaryOrder } from '@rookery/shared-planner-wasm';
import {
  baselineOf,
  batchOf,
  cellsOf,
  labelOf,
  priorToWire,
  rankingPriceOf,
  repetitionsOf,
  targetOf,
  type Cell,
} from './cells.ts';
import type { LostContender } from './comparison.ts';
import type { ComparisonStore, StoredPiece } from './comparison-store.ts';
import { MODELS } from './played.ts';

/** What summing up takes. */
export interface Summing {
  readonly pieces: Pick<ComparisonStore, 'ofCell'>;
  readonly threads: Pick<BackgroundThreads, 'summarize'>;
}

const RESAMPLES = 1000;
const ALONE = 'alone';
const WITH_LIBRARY = 'with library';

const NOTES = [
  'Intervals are of 95%: of means by the normal approximation over problems (repetitions of a problem averaged before), of the calls to reach a loss by the percentile bootstrap over problems with 1,000 resamples.',
  'Differences are paired by problem, negative is better; win rates count equal losses half.',
];
const TRANSFER_NOTE =
  'In transfer cells the problems of a stream share a library and what is carried, so their intervals hold for these libraries and are too narrow for others.';

/** A contender of a cell in numbers. */
interface Columns {
  readonly label: string;
  readonly loss: readonly number[];
  readonly anytime: readonly number[];
  /** All calls by each checkpoint, in evaluations. */
  readonly spent: readonly number[];
  readonly evaluations: number;
  /** Mean by each checkpoint. */
  readonly rankings: readonly number[];
  readonly searches: number;
  readonly cpuUs: number | undefined;
  readonly failed: number;
}

/** A comparison whose pieces are all there, but for those of contenders that died. */
interface PlayedComparison {
  readonly id: string;
  readonly simulated: boolean;
  readonly lost: readonly LostContender[];
}

/** Sums up a comparison, cell by cell. A contender that died has numbers in the cells that it played to the end. */
export async function resultOf(
  summing: Summing,
  comparison: PlayedComparison,
  spec: ComparisonSpec,
  signal: AbortSignal,
): Promise<ComparisonResult> {
  const cells: ComparedCell[] = [];
  for (const [index, cell] of cellsOf(spec).entries()) {
    const pieces = await summing.pieces.ofCell(comparison.id, index);
    cells.push(
      cell.kind === 'transfer'
        ? await transferCell(summing, spec, cell, pieces, signal)
        : await contestCell(summing, spec, { cell, pieces, lost: comparison.lost }, signal),
    );
  }
  const notes = spec.transfer === undefined ? NOTES : [...NOTES, TRANSFER_NOTE];
  return { cells, simulated: comparison.simulated, notes };
}

/** What was played of a cell. */
interface Contest {
  readonly cell: Exclude<Cell, { kind: 'transfer' }>;
  readonly pieces: readonly StoredPiece[];
  readonly lost: readonly LostContender[];
}

async function contestCell(
  { threads }: Summing,
  spec: ComparisonSpec,
  { cell, pieces, lost }: Contest,
  signal: AbortSignal,
): Promise<ComparedCell> {
  const { checkpoints } = spec;
  const price = rankingPriceOf(spec);
  const contenders = spec.contenders.map((contender, index) => {
    const own = pieces.filter((piece) => piece.contender === index);
    return columnsOf(labelOf(contender), own.flatMap(rowsOf), own, checkpoints, price);
  });
  const baseline = contenders[baselineOf(spec)];
  const repetitions = repetitionsOf(spec);
  const searches = baseline?.searches ?? 0;
  const problems = searches / repetitions;
  const died = (index: number): LostContender | undefined =>
    contenders[index]?.searches === searches ? undefined : lost.find(({ contender }) => contender === index);
  const whole = contenders.filter((_, index) => died(index) === undefined);
  const summary = await threads.summarize(
    orderOf(spec, checkpoints, {
      contenders: whole.length,
      problems,
      repetitions,
      baseline: whole.findIndex((columns) => columns === baseline),
    }),
    curvesOf(whole, lastLosses(contenders[targetOf(spec)], checkpoints.length, repetitions)),
    signal,
  );
  return {
    kind: cell.kind === 'world' ? CellKind.WORLD : CellKind.QUERIES,
    label: cell.label,
    prior: priorToWire(cell),
    depth: cell.depth,
    problems,
    batch: cell.batch,
    baseline: baseline?.label ?? '',
    targetContender: contenders[targetOf(spec)]?.label ?? '',
    rankingPrice: price,
    target: summary.target,
    contenders: contenders.map((columns, index) => {
      const why = died(index);
      return why === undefined
        ? contenderOf(columns, checkpoints, summary, whole.indexOf(columns))
        : ContenderResult.fromPartial({ label: columns.label, lost: why.reason });
    }),
    lessons: [],
    modelWeights: [],
  };
}

async function transferCell(
  { threads }: Summing,
  spec: ComparisonSpec,
  cell: Extract<Cell, { kind: 'transfer' }>,
  pieces: readonly StoredPiece[],
  signal: AbortSignal,
): Promise<ComparedCell> {
  const { checkpoints, depth } = cell.stream;
  const price = rankingPriceOf(spec);
  const rows = pieces.flatMap(rowsOf);
  // Two searches, the loss of the reference and the weights.
  const one = ((rows[0]?.length ?? 0) - 1 - MODELS) / 2;
  const alone = rows.map((values) => values.subarray(0, one));
  const withLibrary = rows.map((values) => values.subarray(one, 2 * one));
  // Time was taken of a stream as a whole, its library and the reference included: it is no contender's.
  const untimed = pieces.map((piece) => ({ ...piece, cpuUs: undefined }));
  const contenders = [
    columnsOf(ALONE, alone, untimed, checkpoints, price),
    columnsOf(WITH_LIBRARY, withLibrary, untimed, checkpoints, price),
  ];
  const summary = await threads.summarize(
    orderOf(spec, checkpoints, { contenders: 2, problems: rows.length, repetitions: 1, baseline: 0 }),
    curvesOf(
      contenders,
      rows.map((values) => values[2 * one] ?? Number.NaN),
    ),
    signal,
  );
  const weights = Array.from({ length: MODELS }, (_, model) =>
    mean(rows.map((values) => values[2 * one + 1 + model] ?? Number.NaN)),
  );
  return {
    kind: CellKind.TRANSFER,
    label: cell.label,
    prior: priorToWire(cell),
    depth,
    problems: rows.length,
    batch: batchOf(spec),
    baseline: ALONE,
    targetContender: spec.contenders.map(labelOf)[targetOf(spec)] ?? '',
    rankingPrice: price,
    target: summary.target,
    contenders: contenders.map((columns, index) => contenderOf(columns, checkpoints, summary, index)),
    lessons: pieces.map(({ lesson }) => lesson),
    modelWeights: weights,
  };
}

function orderOf(
  spec: ComparisonSpec,
  checkpoints: readonly number[],
  counts: Pick<SummaryOrder, 'contenders' | 'problems' | 'repetitions' | 'baseline'>,
): SummaryOrder {
  return { checkpoints, ...counts, resamples: RESAMPLES, seed: spec.firstProblem };
}

function curvesOf(contenders: readonly Columns[], target: readonly number[]): SummaryCurves {
  return {
    loss: Float64Array.from(contenders.flatMap(({ loss }) => loss)),
    anytime: Float64Array.from(contenders.flatMap(({ anytime }) => anytime)),
    spent: Float64Array.from(contenders.flatMap(({ spent }) => spent)),
    target: Float64Array.from(target),
  };
}

/** The last loss of each problem, its repetitions averaged. */
function lastLosses(columns: Columns | undefined, width: number, repetitions: number): number[] {
  const last = (columns?.loss ?? []).filter((_, index) => index % width === width - 1);
  return Array.from({ length: last.length / repetitions }, (_, problem) =>
    mean(last.slice(problem * repetitions, (problem + 1) * repetitions)),
  );
}

function rowsOf({ rows, searches }: StoredPiece): Float64Array[] {
  const length = rows.length / searches;
  return Array.from({ length: searches }, (_, index) => rows.subarray(index * length, (index + 1) * length));
}

/** @param rows those of the contender's searches, as `rowOf` makes them */
function columnsOf(
  label: string,
  rows: readonly Float64Array[],
  pieces: readonly StoredPiece[],
  checkpoints: readonly number[],
  price: number,
): Columns {
  const width = checkpoints.length;
  const timed = pieces.every(({ cpuUs }) => cpuUs !== undefined);
  const evaluations = rows.map((values) => values[2 * width] ?? Number.NaN);
  // Rows of former times end with the last number of rankings.
  const rankings = rows.map((values) =>
    checkpoints.map((_, place) => values[2 * width + 1 + place] ?? values.at(-1) ?? Number.NaN),
  );
  return {
    label,
    loss: rows.flatMap((values) => [...values.subarray(0, width)]),
    anytime: rows.flatMap((values) => [...values.subarray(width, 2 * width)]),
    spent: rankings.flatMap((told, search) =>
      told.map((count, place) => {
        return Math.min(evaluations[search] ?? Number.NaN, checkpoints[place] ?? 0) + price * count;
      }),
    ),
    evaluations: mean(evaluations),
    rankings: checkpoints.map((_, place) => mean(rankings.map((told) => told[place] ?? Number.NaN))),
    searches: rows.length,
    cpuUs: timed ? pieces.reduce((sum, { cpuUs = 0 }) => sum + cpuUs, 0) : undefined,
    failed: pieces.reduce((sum, piece) => sum + piece.failed, 0),
  };
}

function contenderOf(
  { label, evaluations, rankings, searches, cpuUs, failed }: Columns,
  checkpoints: readonly number[],
  { contenders }: ComparisonSummary,
  index: number,
): ContenderResult {
  const summary = contenders[index];
  const evaluated = evaluations * searches;
  return {
    label,
    checkpoints: checkpoints.map((at, place) => ({
      evaluations: at,
      loss: summary?.loss[place],
      anytime: summary?.anytime[place],
      difference: summary?.against[place]?.difference,
      winRate: summary?.against[place]?.winRate ?? Number.NaN,
      rankings: rankings[place] ?? Number.NaN,
    })),
    callsToTarget: summary?.reach.calls ?? undefined,
    callsToTargetLow: summary?.reach.low ?? undefined,
    callsToTargetHigh: summary?.reach.high ?? undefined,
    allCallsToTarget: summary?.reachAll.calls ?? undefined,
    allCallsToTargetLow: summary?.reachAll.low ?? undefined,
    allCallsToTargetHigh: summary?.reachAll.high ?? undefined,
    cpuUsPerEvaluation: cpuUs === undefined || evaluated === 0 ? undefined : cpuUs / evaluated,
    meanEvaluations: evaluations,
    meanRankings: rankings.at(-1) ?? Number.NaN,
    failedSearches: failed,
    lost: '',
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
