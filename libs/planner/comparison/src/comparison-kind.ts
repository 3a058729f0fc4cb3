import type { ComparisonResult, ComparisonSpec } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job, JobEnd, JobKind, JobLog, JobTables, OpenPiece } from '@rookery/shared-jobs';
import { isPlannerFailure } from '@rookery/shared-planner-backend';
import type { Expression, Transaction } from 'kysely';
import { cellsOf, labelOf, type Cell } from './cells.ts';
import type { ComparisonProgress, LostContender } from './comparison.ts';
import type { ComparisonStore } from './comparison-store.ts';
import type { Piece } from './pieces.ts';
import { goesOnWithout } from './deaths.ts';
import type { PlayedPiece } from './played.ts';
import { COMPARISON_SPEC } from './stored-comparison.ts';
import type { ComparisonTables } from './tables.ts';
import { untilDead } from './until-dead.ts';

/** A piece with all it takes to play it. */
export interface PieceTask {
  /** Id of the comparison. */
  readonly comparison: string;
  readonly spec: ComparisonSpec;
  readonly cell: Cell;
  readonly piece: Piece;
}

/** Does the work behind a comparison. */
export interface ComparisonWork {
  /** How long a planner that cannot be reached is tried again before it counts as dead, milliseconds. */
  readonly patienceMs: number;
  play(task: PieceTask, signal: AbortSignal): Promise<PlayedPiece>;
  /** The result of a comparison whose pieces are all there, but for those of contenders that died. */
  sumUp(
    comparison: Job<ComparisonSpec>,
    lost: readonly LostContender[],
    signal: AbortSignal,
  ): Promise<ComparisonResult>;
}

/** What a planner says of itself is shown, at no greater length. */
const LONGEST_REASON = 500;

/** Comparisons as a kind of job: a piece is a contender on a few problems, or a stream. */
export class ComparisonKind implements JobKind<ComparisonSpec, ComparisonProgress> {
  readonly name = 'comparisons';
  readonly spec = COMPARISON_SPEC;
  readonly #store: ComparisonStore;
  readonly #work: ComparisonWork;
  readonly #log: JobLog;

  constructor(store: ComparisonStore, work: ComparisonWork, log: JobLog) {
    this.#store = store;
    this.#work = work;
    this.#log = log;
  }

  open(): Expression<OpenPiece> {
    return this.#store.open();
  }

  /** What contenders that died have left to play; a piece that failed with its job is open still. */
  reopen(transaction: Transaction<JobTables>, { id }: Job<ComparisonSpec>): Promise<void> {
    return this.#store.takeBack(transaction.withTables<ComparisonTables>(), id);
  }

  async do({ id, spec }: Job<ComparisonSpec>, number: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const piece = await this.#store.openPiece(id, number);
    if (piece === undefined) return undefined;
    const cell = cellsOf(spec)[piece.cell];
    if (cell === undefined) throw new RookeryError('INTERNAL', 'a piece names no cell');
    const task = { comparison: id, spec, cell, piece };
    try {
      const played = await untilDead(this.#work.patienceMs, attempt, () =>
        this.#work.play(task, attempt.signal),
      );
      await this.#store.note(id, number, played);
      return undefined;
    } catch (caught) {
      if (isPlannerFailure(caught) && cell.kind !== 'transfer') return this.#died(task, caught);
      if (attempt.willRepeat(caught)) throw caught;
      const { code, message } = asRookeryError(caught);
      const reason = `${code} with ${whose(spec, cell, piece)}`;
      this.#log.warn({ comparison: id, reason, message }, 'a comparison cannot go on');
      return { state: 'failed', reason };
    }
  }

  async settle(comparison: Job<ComparisonSpec>, { signal }: Attempt): Promise<JobEnd> {
    const { id } = comparison;
    const { lost = [] } = (await this.#store.progress([id])).get(id) ?? {};
    await this.#store.keepResult(id, await this.#work.sumUp(comparison, lost, signal));
    if (lost.length === 0) return { state: 'succeeded', reason: '' };
    return { state: 'incomplete', reason: lost.map(({ reason }) => reason).join('; ') };
  }

  /** A planner died: the comparison goes on without its contender, or ends. */
  async #died({ comparison, spec, cell, piece }: PieceTask, caught: unknown): Promise<JobEnd | undefined> {
    const { code, message } = asRookeryError(caught);
    const reason = `${whose(spec, cell, piece)}: died, ${code}: ${message}`.slice(0, LONGEST_REASON);
    this.#log.warn({ comparison, reason }, 'a planner died in a comparison');
    if (!goesOnWithout(spec, piece.contender)) return { state: 'failed', reason };
    // A stream is nobody's: its pieces name contender 0 and stay.
    const cells = [...cellsOf(spec).entries()].filter(([, { kind }]) => kind !== 'transfer');
    await this.#store.lose(comparison, {
      contender: piece.contender,
      reason,
      cells: cells.map(([index]) => index),
    });
    return undefined;
  }

  progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ComparisonProgress>> {
    return this.#store.progress(jobs);
  }
}

function whose({ contenders }: ComparisonSpec, cell: Cell, { contender }: Piece): string {
  const one = contenders[contender];
  const who = cell.kind === 'transfer' || one === undefined ? 'a stream' : labelOf(one);
  return `${who} on ${cell.label}`;
}
