import { mayPass, type RunningJob } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import { jobEnded } from '@rookery/shared-metrics';
import { inSpan } from '@rookery/shared-tracing';
import type { Job } from './job.ts';
import type { Attempt, JobEnd, JobKind } from './job-kind.ts';
import type { JobStore } from './job-store.ts';
import { JobWaits } from './job-waits.ts';
import { SETTLING, type PieceIds, type PieceQueue } from './piece-queue.ts';

export interface JobLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What surrounds the work on a piece. */
export interface PieceContext {
  readonly requestId: string;
  /** On whose behalf: the owner of the job. */
  readonly caller: { readonly name: string; readonly operator: boolean };
  /** Nobody waits for it at this moment, and it is in the books of this job: `runs/ID`. */
  readonly work: { readonly class: 'batch'; readonly job: string };
  readonly signal: AbortSignal;
}

/** Runs work so that its log lines and the calls that it makes carry a request id, and who the work is for. */
export type RunAsJob = <Result>(context: PieceContext, work: () => Promise<Result>) => Promise<Result>;

/** Attempts of a piece: with up to half a minute between them an outage may last for some twenty minutes. */
export const MOST_ATTEMPTS = 50;
/** From this attempt on what still fails is given up, while the queue would still try again. */
const LAST_PATIENT_ATTEMPT = 45;

interface WorkerParts<Spec> {
  readonly kind: JobKind<Spec, unknown>;
  readonly store: JobStore<Spec>;
  readonly pieces: PieceQueue;
  readonly log: JobLog;
  readonly runAsJob: RunAsJob;
}

/** Does pieces, and ends their jobs. */
export class PieceWorker<Spec> {
  readonly #parts: WorkerParts<Spec>;
  readonly #waits: JobWaits<Spec>;

  constructor(parts: WorkerParts<Spec>) {
    this.#parts = parts;
    this.#waits = new JobWaits(parts.store);
  }

  /** Does one piece. @throws what the queue has to try again */
  async take({ ids, attempt, signal }: RunningJob<PieceIds>): Promise<void> {
    const { kind, store, runAsJob } = this.#parts;
    const job = await store.begin(ids.job, ids.generation);
    if (job === undefined) return;
    const requestId = `${kind.name}-${ids.job}-${ids.piece}`;
    const caller = { name: job.owner, operator: job.asOperator };
    const work = { class: 'batch', job: `${kind.name}/${job.id}` } as const;
    this.#waits.begin(job);
    try {
      const end = await runAsJob({ requestId, caller, work, signal }, () =>
        this.#traced(job, ids.piece, {
          signal,
          willRepeat: (caught) =>
            signal.aborted || (attempt < LAST_PATIENT_ATTEMPT && mayPass(asRookeryError(caught))),
          explain: (reason) => this.#waits.say(job, ids.piece, reason),
        }),
      );
      if (end !== undefined) await this.#end(job, end);
    } finally {
      // Where the database is away the piece comes again, and what was said ends by itself.
      await this.#waits.end(job).catch(() => undefined);
    }
  }

  #traced(job: Job<Spec>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const { name } = this.#parts.kind;
    const attributes = () => ({ 'rookery.job': `${name}/${job.id}`, 'rookery.piece': piece });
    return inSpan(
      `piece of ${name}`,
      { under: 'root', attributes },
      (caught) => asRookeryError(caught).code,
      () => this.#do(job, piece, attempt),
    );
  }

  async #do(job: Job<Spec>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const { kind, pieces, log } = this.#parts;
    try {
      const end = piece === SETTLING ? undefined : await kind.do(job, piece, attempt);
      if (end !== undefined) return end;
      // After the piece was committed: of two processes that finish the last two pieces at once, one sees both.
      return (await pieces.isOpen(job)) ? undefined : await kind.settle(job, attempt);
    } catch (caught) {
      if (attempt.willRepeat(caught)) throw caught;
      const error = asRookeryError(caught);
      log.warn(
        { job: `${kind.name}/${job.id}`, piece, err: error },
        'a piece cannot be done, and with it the job',
      );
      return { state: 'failed', reason: `${error.code}: ${error.message}` };
    }
  }

  async #end(job: Job<Spec>, end: JobEnd): Promise<void> {
    const { kind, store, pieces, log } = this.#parts;
    if (!(await store.end(job, end))) return;
    jobEnded(kind.name, end.state);
    log.info({ job: `${kind.name}/${job.id}`, reason: end.reason }, `job ${end.state}`);
    // What is under way when a limit is reached is finished: it is paid for.
    if (end.state === 'failed') await pieces.cancel(job);
  }
}
