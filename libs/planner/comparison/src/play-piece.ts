import { parseParameters, type PlannerRegistry } from '@rookery/planner-planners';
import type { BackgroundThreads } from '@rookery/planner-pool';
import { listPlanners, openArena, type ComparisonBlock } from '@rookery/shared-planner-wasm';
import { isRookeryError, RookeryError } from '@rookery/shared-errors';
import { isPlannerFailure, plannerFailure } from '@rookery/shared-planner-backend';
import { repetitionsOf, type QueriesCell, type WorldCell } from './cells.ts';
import type { PieceTask } from './comparison-kind.ts';
import { playGuarded } from './play-search.ts';
import { blockRows, rowOf, streamRows, type PlayedPiece } from './played.ts';

/** Plays a piece of queries with live models. */
export type PlayQueries = (
  task: PieceTask & { readonly cell: QueriesCell },
  signal: AbortSignal,
) => Promise<PlayedPiece>;

/** What playing takes. */
export interface Players {
  readonly threads: Pick<BackgroundThreads, 'playBlock' | 'playStream'>;
  readonly registry: Pick<PlannerRegistry, 'start'>;
  readonly playQueries: PlayQueries;
}

const CORE: ReadonlySet<string> = new Set(listPlanners().map(({ name }) => name));

/** Whether a planner's searches can be played wholly in the core. */
export function inCore(planner: string): boolean {
  return CORE.has(planner);
}

/**
 * Plays a piece: planners of the core and streams on background threads, other planners from here over the same truth.
 * @throws RookeryError what planners and models fail with before anything was evaluated
 */
export async function playPiece(
  players: Players,
  task: PieceTask,
  signal: AbortSignal,
): Promise<PlayedPiece> {
  const { cell, piece } = task;
  switch (cell.kind) {
    case 'queries':
      return players.playQueries({ ...task, cell }, signal);
    case 'transfer': {
      const firstProblem = task.spec.firstProblem + piece.first;
      const { result, cpuUs } = await players.threads.playStream({ ...cell.stream, firstProblem }, signal);
      return { rows: streamRows(result), cpuUs, failed: 0, lesson: result.lesson };
    }
    case 'world': {
      const block = blockOf(task, cell);
      if (!inCore(block.planner)) return playFromHere(players, block, signal);
      const { result, cpuUs } = await players.threads.playBlock(block, signal).catch((caught: unknown) => {
        throw coreFailure(block.planner, caught);
      });
      return { rows: blockRows(result), cpuUs, failed: 0, lesson: '' };
    }
  }
}

/** What the core throws within a block that was checked before it began is the planner's failure. */
function coreFailure(planner: string, caught: unknown): unknown {
  const broken = isRookeryError(caught) && caught.code === 'INTERNAL' && !isPlannerFailure(caught);
  return broken ? plannerFailure(planner, 'INTERNAL', `failed: ${caught.message}`, caught) : caught;
}

function blockOf({ spec, piece }: PieceTask, cell: WorldCell): ComparisonBlock {
  const contender = spec.contenders[piece.contender];
  if (contender === undefined) throw new RookeryError('INTERNAL', 'a piece names no contender');
  const { world, prior, depth, checkpoints, batch } = cell;
  return {
    ...{ world, prior, depth, checkpoints, batch },
    planner: contender.planner,
    parameters: parseParameters('parameters', contender.parametersJson),
    firstProblem: spec.firstProblem + piece.first,
    problems: piece.problems,
    repetitions: repetitionsOf(spec),
  };
}

async function playFromHere(
  { registry }: Players,
  block: ComparisonBlock,
  signal: AbortSignal,
): Promise<PlayedPiece> {
  const rows: number[] = [];
  let failed = 0;
  let cpuUs = 0;
  let external = false;
  for (let index = 0; index < block.problems * block.repetitions; index += 1) {
    const problem = block.firstProblem + Math.floor(index / block.repetitions);
    const played = await playOne(registry, block, problem, index % block.repetitions, signal);
    rows.push(...played.row);
    failed += played.failed ? 1 : 0;
    cpuUs += played.cpuUs;
    external ||= played.external;
  }
  return { rows: Float64Array.from(rows), cpuUs: external ? undefined : cpuUs, failed, lesson: '' };
}

async function playOne(
  registry: Players['registry'],
  block: ComparisonBlock,
  problem: number,
  repetition: number,
  signal: AbortSignal,
): Promise<{ row: number[]; failed: boolean; cpuUs: number; external: boolean }> {
  using arena = openArena(block, problem, repetition);
  using started = await registry.start({
    planner: block.planner,
    parametersJson: JSON.stringify(block.parameters),
    problem: {
      attributes: arena.attributes,
      depth: block.depth,
      budget: budgetOf(block.checkpoints),
      seed: arena.seed,
    },
  });
  const play = await playGuarded(started.search, {
    checkpoints: block.checkpoints,
    batch: block.batch,
    answer: (questions) => questions.map((question) => arena.answer(question)),
    signal,
  });
  const regrets = play.paths.map(({ steps }) => arena.regrets(steps.map(({ subset }) => subset)));
  const { evaluations, rankings, failed, cpuUs } = play;
  const row = rowOf({
    loss: regrets.map(({ regret }) => regret),
    anytime: regrets.map(({ anytime }) => anytime),
    evaluations,
    rankings,
  });
  return { row, failed, cpuUs, external: started.external };
}

/** Most evaluations of a search that is looked at there. */
export function budgetOf(checkpoints: readonly number[]): number {
  return Math.max(1, checkpoints.at(-1) ?? 1);
}
