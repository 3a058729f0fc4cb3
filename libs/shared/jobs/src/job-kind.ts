import type { StoredJson } from '@rookery/shared-database';
import type { Expression, Transaction } from 'kysely';
import type { Job, JobState } from './job.ts';
import type { JobTables } from './job-table.ts';

/** How a job ends by its own work. */
export interface JobEnd {
  /**
   * - `succeeded`: resuming would find nothing to do.
   * - `incomplete`: all of it was tried and part of it failed, which resuming tries again.
   * - `failed`: it came to nothing, or cannot go on until somebody mends what it needs.
   * - `stopped`: a limit was reached, the job's own or one of a model's server.
   */
  readonly state: Extract<JobState, 'succeeded' | 'incomplete' | 'failed' | 'stopped'>;
  /** Empty for `succeeded`; otherwise the words of an error, codes and numbers, nothing of a person. */
  readonly reason: string;
}

/** A piece with something left to do. */
export interface OpenPiece {
  readonly job: string;
  /** 0 or more, the number of the piece in its job; low numbers are done first. */
  readonly piece: number;
}

/** One attempt at a piece. */
export interface Attempt {
  /** Aborts when the job is cancelled or has failed, the process stops, or the piece was given to another process. */
  readonly signal: AbortSignal;
  /** Whether an error, thrown on, brings another attempt. Otherwise it fails the job, unless the kind makes something of it. */
  readonly willRepeat: (caught: unknown) => boolean;
  /**
   * Says what the piece waits for, or with an empty reason that it goes on. It holds until then, or until no piece of the job is
   * under way in this process; the job tells what all processes wait for.
   */
  readonly explain: (reason: string) => Promise<void>;
}

/**
 * What a kind of job adds to what all jobs have: tables that refer to `job` ON DELETE CASCADE, and these functions. A piece may
 * be done twice, in two processes at once: its effects are idempotent. What is counted is added up where a piece is noted, in
 * the same statement, and never summed anew for each piece.
 */
export interface JobKind<Spec, Progress> {
  /** The collection of its resource names, for the table, the queue and messages: `runs`. */
  readonly name: string;
  readonly spec: StoredJson<Spec>;
  /** SELECT of the pieces of all jobs that are not done, one row each. */
  open(): Expression<OpenPiece>;
  /** Opens again what a resumed job has to do once more, failed pieces for example. */
  reopen(transaction: Transaction<JobTables>, job: Job<NoInfer<Spec>>): Promise<void>;
  /**
   * Does what is left of a piece and notes it; a piece that is done already is nothing to do.
   * @returns how the job ends with it; undefined: it goes on with the others
   */
  do(job: Job<NoInfer<Spec>>, piece: number, attempt: Attempt): Promise<JobEnd | undefined>;
  /** Says how a job ends none of whose pieces is open any more; two processes may ask at once. */
  settle(job: Job<NoInfer<Spec>>, attempt: Attempt): Promise<JobEnd>;
  /** How far each of these jobs has come, in a constant number of queries, however many they are. */
  progress(jobs: readonly string[]): Promise<ReadonlyMap<string, Progress>>;
}
