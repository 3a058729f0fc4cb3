import { NO_USAGE } from '@rookery/shared-contracts';
import type { RunSettings } from '@rookery/benchmark-samples';
import { persist } from '@rookery/benchmark-patience';
import { STORED_SETTINGS, type RunProgress } from '@rookery/benchmark-storage';
import { RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job, JobEnd, JobKind, JobTables, OpenPiece } from '@rookery/shared-jobs';
import type { Expression, Transaction } from 'kysely';
import { ActiveRun, type RunParts } from './active-run.ts';
import { enoughKnown } from './enough-known.ts';
import { modelPrices } from './model-prices.ts';
import { runEnd } from './run-end.ts';
import { workChunk } from './work-chunk.ts';

/** A run that chunks are done of in this process. */
interface Shared {
  readonly run: Promise<ActiveRun>;
  chunks: number;
}

/**
 * Runs as jobs: a piece is a chunk of samples. A chunk whose process dies is given to another, which finds what is stored and does
 * the rest.
 */
export class Runs implements JobKind<RunSettings, RunProgress> {
  readonly name = 'runs';
  readonly spec = STORED_SETTINGS;
  readonly #parts: RunParts;
  readonly #active = new Map<string, Shared>();

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  open(): Expression<OpenPiece> {
    return this.#parts.runs.open();
  }

  reopen(transaction: Transaction<JobTables>, job: Job<RunSettings>): Promise<void> {
    return this.#parts.runs.reopen(transaction, job);
  }

  async do(job: Job<RunSettings>, chunk: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const { chunks } = this.#parts;
    const { signal } = attempt;
    const range = await persist(() => chunks.open(job, chunk), signal);
    if (range === undefined) return undefined;
    const shared = this.#enter(job, attempt);
    try {
      const active = await shared.run;
      const end = await workChunk(this.#parts, active, range, AbortSignal.any([signal, active.signal]));
      if (end === undefined) await persist(() => chunks.finish(job, chunk), signal);
      const ending = end ?? (await this.#enough(job, active, signal));
      if (ending !== undefined) active.end(new RookeryError('CANCELLED', `the run has ${ending.state}`));
      return ending;
    } catch (caught) {
      // Another chunk has ended the run: this one has nothing left to do.
      const ended = await shared.run.then(
        (active) => active.signal.aborted,
        () => false,
      );
      if (!ended || signal.aborted) throw caught;
      return undefined;
    } finally {
      this.#leave(job, shared);
    }
  }

  /** Whether the run knows enough to end, whatever is left to do. */
  async #enough(job: Job<RunSettings>, active: ActiveRun, signal: AbortSignal): Promise<JobEnd | undefined> {
    const { runs } = this.#parts;
    const { until } = job.spec;
    if (until === undefined) return undefined;
    const people = await persist(() => runs.peopleInOrder(job), signal);
    // Looking costs more with every person, and one more changes little.
    if (!active.looks.isDue(people.length)) return undefined;
    const words = enoughKnown(until, job.spec, people);
    if (words === undefined) return undefined;
    const end = runEnd(await persist(() => runs.outcomes(job.id), signal));
    const reason = `enough is known: ${words}`;
    return { ...end, reason: end.reason === '' ? reason : `${reason}; ${end.reason}` };
  }

  async settle({ id }: Job<RunSettings>, { signal }: Attempt): Promise<JobEnd> {
    return runEnd(await persist(() => this.#parts.runs.outcomes(id), signal));
  }

  progress(jobs: readonly string[]): Promise<ReadonlyMap<string, RunProgress>> {
    return this.#parts.runs.progress(jobs);
  }

  #enter(job: Job<RunSettings>, attempt: Attempt): Shared {
    const shared = this.#active.get(keyOf(job)) ?? { run: this.#activate(job, attempt), chunks: 0 };
    this.#active.set(keyOf(job), shared);
    shared.chunks += 1;
    return shared;
  }

  #leave(job: Job<RunSettings>, shared: Shared): void {
    shared.chunks -= 1;
    if (shared.chunks > 0) return;
    this.#active.delete(keyOf(job));
    // Nobody waits for a server any more, so nobody asks whether it is back.
    shared.run.then(
      (active) => active.end(new RookeryError('CANCELLED', 'nothing of the run is done here any more')),
      () => undefined,
    );
  }

  async #activate(job: Job<RunSettings>, { signal, explain }: Attempt): Promise<ActiveRun> {
    const { respondents, runs } = this.#parts;
    const [models, progress] = await Promise.all([
      respondents.inference.models({ signal }),
      persist(() => runs.progress([job.id]), signal),
    ]);
    const {
      scenarios = 0,
      usage = NO_USAGE,
      samplesDone = 0,
      samplesFailed = 0,
    } = progress.get(job.id) ?? {};
    return new ActiveRun(this.#parts, {
      job,
      scenarios,
      usage,
      haveAnswered: samplesDone > samplesFailed,
      prices: modelPrices(models),
      explain,
    });
  }
}

/** A resumed run is another one: its samples are not those that were given up. */
function keyOf({ id, generation }: Job): string {
  return `${id} ${generation}`;
}
