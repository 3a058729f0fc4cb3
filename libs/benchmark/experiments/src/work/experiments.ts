import { asRookeryError } from '@rookery/shared-errors';
import {
  limitReached,
  type Attempt,
  type Job,
  type JobEnd,
  type JobKind,
  type JobLimits,
  type JobTables,
  type OpenPiece,
} from '@rookery/shared-jobs';
import type { Usage } from '@rookery/shared-contracts';
import type { Expression, Transaction } from 'kysely';
import type { ExperimentProgress, Step } from './experiment-store.ts';
import { makeStep, type Made, type StepParts } from './make-step.ts';
import { STORED_EXPERIMENT, type StoredExperiment } from './stored-spec.ts';

export interface ExperimentsParts extends StepParts {
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Experiments as jobs: a piece is a step, with a limit all steps are one. A step makes a run, a build, paths or a comparison and waits
 * for its end; these are jobs of their own, which a step that is done again finds by their request id.
 */
export class Experiments implements JobKind<StoredExperiment, ExperimentProgress> {
  readonly name = 'experiments';
  readonly spec = STORED_EXPERIMENT;
  readonly #parts: ExperimentsParts;

  constructor(parts: ExperimentsParts) {
    this.#parts = parts;
  }

  open(): Expression<OpenPiece> {
    return this.#parts.store.open();
  }

  reopen(transaction: Transaction<JobTables>, { id }: Job): Promise<void> {
    return this.#parts.store.reopen(transaction, id);
  }

  async do(job: Job<StoredExperiment>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const { store } = this.#parts;
    for (const step of await store.openSteps(job.id, piece)) {
      const taken = (await store.progress([job.id])).get(job.id)?.usage ?? { calls: 0, costUsd: 0 };
      const reason = limitReached(job.limits, taken);
      if (reason !== undefined) return { state: 'stopped', reason };
      const made = await this.#make(job, step, leftOf(job.limits, taken), attempt);
      if (made.stopped === true) return { state: 'stopped', reason: `${step.title}: ${made.reason}` };
      await store.note(job.id, step, made);
    }
    return undefined;
  }

  async settle({ id }: Job): Promise<JobEnd> {
    const steps = (await this.progress([id])).get(id)?.steps ?? [];
    const failed = steps.filter(({ state }) => state === 'failed');
    const [first] = failed;
    if (first === undefined) return { state: 'succeeded', reason: '' };
    const reason = `${failed.length} of ${steps.length} steps failed; the first, ${first.title}: ${first.reason}`;
    return failed.length === steps.length ? { state: 'failed', reason } : { state: 'incomplete', reason };
  }

  progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ExperimentProgress>> {
    return this.#parts.store.progress(jobs);
  }

  // What may pass is thrown, and the queue tries the step again later.
  async #make(job: Job<StoredExperiment>, step: Step, left: JobLimits, attempt: Attempt): Promise<Made> {
    try {
      return await makeStep({ parts: this.#parts, job, left, attempt }, step.ask);
    } catch (caught) {
      if (attempt.willRepeat(caught)) throw caught;
      const error = asRookeryError(caught);
      this.#parts.log.warn({ experiment: job.id, step: step.title, err: error }, 'a step cannot be made');
      return { reason: `${error.reason ?? error.code}: ${error.message}` };
    }
  }
}

function leftOf({ maxCalls, maxCostUsd }: JobLimits, taken: Pick<Usage, 'calls' | 'costUsd'>): JobLimits {
  return {
    maxCalls: maxCalls === undefined ? undefined : maxCalls - taken.calls,
    maxCostUsd: maxCostUsd === undefined ? undefined : maxCostUsd - taken.costUsd,
  };
}
