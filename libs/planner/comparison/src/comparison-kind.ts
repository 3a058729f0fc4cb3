import type { ComparisonResult, ComparisonSpec } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job, JobEnd, JobKind, JobLog, OpenPiece } from '@rookery/shared-jobs';
import type { Expression } from 'kysely';
import { cellsOf, labelOf, type Cell } from './cells.ts';
import type { ComparisonProgress } from './comparison.ts';
import type { ComparisonStore } from './comparison-store.ts';
import type { Piece } from './pieces.ts';
import type { PlayedPiece } from './played.ts';
import { COMPARISON_SPEC } from './stored-comparison.ts';

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
  play(task: PieceTask, signal: AbortSignal): Promise<PlayedPiece>;
  /** The result of a comparison whose pieces are all there. */
  sumUp(comparison: Job<ComparisonSpec>, signal: AbortSignal): Promise<ComparisonResult>;
}

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

  /** Nothing: a piece fails with its job, and is open still. */
  async reopen(): Promise<void> {}

  async do({ id, spec }: Job<ComparisonSpec>, number: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const piece = await this.#store.openPiece(id, number);
    if (piece === undefined) return undefined;
    const cell = cellsOf(spec)[piece.cell];
    if (cell === undefined) throw new RookeryError('INTERNAL', 'a piece names no cell');
    try {
      const played = await this.#work.play({ comparison: id, spec, cell, piece }, attempt.signal);
      await this.#store.note(id, number, played);
      return undefined;
    } catch (caught) {
      if (attempt.willRepeat(caught)) throw caught;
      const { code, message } = asRookeryError(caught);
      const reason = `${code} with ${whose(spec, cell, piece)}`;
      this.#log.warn({ comparison: id, reason, message }, 'a comparison cannot go on');
      return { state: 'failed', reason };
    }
  }

  async settle(comparison: Job<ComparisonSpec>, { signal }: Attempt): Promise<JobEnd> {
    await this.#store.keepResult(comparison.id, await this.#work.sumUp(comparison, signal));
    return { state: 'succeeded', reason: '' };
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
