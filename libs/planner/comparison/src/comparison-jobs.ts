import { ComparisonSpec } from '@rookery/shared-contracts';
import { mayPass, openQueue, type Database, type Queue, type RunningJob } from '@rookery/shared-database';
import { asRookeryError, isRookeryError } from '@rookery/shared-errors';
import type { ComparisonStore, Enqueue, NewComparison } from './comparison-store.ts';
import type { ComparisonRecord } from './comparison.ts';
import { cellsOf, labelOf, type Cell } from './cells.ts';
import { keyOf, type PieceStore } from './piece-store.ts';
import { piecesOf, type Piece } from './pieces.ts';
import type { PlayedPiece } from './played.ts';

/** A piece with all it takes to play it. */
export interface PieceTask {
  readonly comparison: ComparisonRecord;
  readonly spec: ComparisonSpec;
  readonly cell: Cell;
  readonly piece: Piece;
}

/** Does the work behind a comparison. */
export interface ComparisonWork {
  play(task: PieceTask, signal: AbortSignal): Promise<PlayedPiece>;
  /** The result of a comparison whose pieces are all there, in the JSON form of its contract. */
  sumUp(comparison: ComparisonRecord, spec: ComparisonSpec, signal: AbortSignal): Promise<unknown>;
}

interface ComparisonLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Ids of one job. */
type PieceIds = Readonly<{ comparison: string; piece: number }>;

/** Attempts of a piece: with up to half a minute between them an outage may last for some twenty minutes. */
const MOST_ATTEMPTS = 50;
/** From this attempt on what still fails ends the comparison, while the queue would still try again. */
const LAST_PATIENT_ATTEMPT = 45;
/** One attempt of a piece: streams and slow models can take a while. */
const EXPIRE_SECONDS = 6 * 3_600;

/** Does the work of comparisons: pieces from a durable queue, several at once, in any number of processes. */
export class ComparisonJobs {
  readonly #queue: Queue<PieceIds>;
  readonly #comparisons: ComparisonStore;
  readonly #pieces: PieceStore;
  readonly #log: ComparisonLog;

  /** Use openComparisonJobs. */
  constructor(queue: Queue<PieceIds>, comparisons: ComparisonStore, pieces: PieceStore, log: ComparisonLog) {
    this.#queue = queue;
    this.#comparisons = comparisons;
    this.#pieces = pieces;
    this.#log = log;
  }

  /** Stores a comparison with its jobs, all or nothing. The same request id gives back its comparison. */
  create(
    requestId: string,
    spec: ComparisonSpec,
    scenarios: readonly string[],
    simulated: boolean,
  ): Promise<ComparisonRecord> {
    const pieces = piecesOf(spec, scenarios.length);
    const made: NewComparison = {
      requestId,
      spec: ComparisonSpec.toJSON(spec),
      scenarios,
      simulated,
      searches: pieces.reduce((sum, { searches }) => sum + searches, 0),
    };
    return this.#comparisons.create(made, this.#enqueue(pieces.map((_, piece) => piece)));
  }

  /** Cancels a comparison; what it has in flight is given up. @throws RookeryError NOT_FOUND */
  async cancel(id: string): Promise<ComparisonRecord> {
    const comparison = await this.#comparisons.cancel(id);
    if (comparison.state === 'cancelled') await this.#queue.cancel({ comparison: id });
    return comparison;
  }

  /** Goes on with what is missing. @throws RookeryError NOT_FOUND; FAILED_PRECONDITION when it has succeeded */
  async resume(id: string): Promise<ComparisonRecord> {
    const { spec, scenarios } = await this.#comparisons.get(id);
    const played = await this.#pieces.played(id);
    const pieces = piecesOf(ComparisonSpec.fromJSON(spec), scenarios.length);
    const missing = pieces.flatMap((piece, index) => (played.has(keyOf(piece)) ? [] : [index]));
    // With nothing missing it ended between its last piece and its result: any piece brings that about.
    return this.#comparisons.resume(id, this.#enqueue(missing.length === 0 ? [0] : missing));
  }

  /** Begins to work; `concurrency` pieces at once in this process. */
  work(work: ComparisonWork, concurrency: number): Promise<void> {
    return this.#queue.work((job) => this.#do(job, work), { concurrency });
  }

  /** Gives up what is in flight, to be taken up by another process or after a restart. */
  stop(): Promise<void> {
    return this.#queue.stop();
  }

  #enqueue(pieces: readonly number[]): Enqueue {
    return async (transaction, id) => {
      const jobs = pieces.map((piece) => ({ key: `${id}/${piece}`, ids: { comparison: id, piece } }));
      await this.#queue.send(jobs, { transaction });
    };
  }

  async #do(job: RunningJob<PieceIds>, work: ComparisonWork): Promise<void> {
    const { comparison: id, piece: index } = job.ids;
    if (!(await this.#comparisons.begin(id))) return;
    const comparison = await this.#comparisons.get(id);
    const spec = ComparisonSpec.fromJSON(comparison.spec);
    const piece = piecesOf(spec, comparison.scenarios.length)[index];
    const cell = piece === undefined ? undefined : cellsOf(spec)[piece.cell];
    if (piece === undefined || cell === undefined) return;
    try {
      if (!(await this.#pieces.has(id, piece))) {
        const played = await work.play({ comparison, spec, cell, piece }, job.signal);
        await this.#pieces.record(id, piece, played);
      }
      await this.#settle(id, spec, work, job.signal);
    } catch (caught) {
      job.signal.throwIfAborted();
      const error = asRookeryError(caught);
      if (mayPass(error) && job.attempt < LAST_PATIENT_ATTEMPT) throw caught;
      await this.#giveUp(id, `${error.code} with ${whose(spec, cell, piece)}`, caught);
    }
  }

  // After the piece was committed: of two processes that finish the last two pieces at once, one sees both.
  async #settle(id: string, spec: ComparisonSpec, work: ComparisonWork, signal: AbortSignal): Promise<void> {
    const comparison = await this.#comparisons.get(id);
    if (comparison.searchesDone < comparison.searchesTotal) return;
    await this.#comparisons.succeed(id, await work.sumUp(comparison, spec, signal));
  }

  async #giveUp(id: string, reason: string, cause: unknown): Promise<void> {
    await this.#comparisons.fail(id, reason);
    await this.#queue.cancel({ comparison: id });
    const message = isRookeryError(cause) ? cause.message : undefined;
    this.#log.warn({ comparison: id, reason, message }, 'a comparison cannot go on');
  }
}

function whose({ contenders }: ComparisonSpec, cell: Cell, { contender }: Piece): string {
  const one = contenders[contender];
  const who = cell.kind === 'transfer' || one === undefined ? 'a stream' : labelOf(one);
  return `${who} on ${cell.label}`;
}

/** Opens the queue of comparisons, making it when missing. */
export async function openComparisonJobs(
  database: Database,
  comparisons: ComparisonStore,
  pieces: PieceStore,
  log: ComparisonLog,
): Promise<ComparisonJobs> {
  const queue = await openQueue<PieceIds>({
    database,
    schema: 'planner_queue',
    name: 'comparison-pieces',
    log,
    retryLimit: MOST_ATTEMPTS,
    expireSeconds: EXPIRE_SECONDS,
  });
  return new ComparisonJobs(queue, comparisons, pieces, log);
}
