import { endOfWork, failureKind } from '@rookery/benchmark-patience';
import {
  BENCHMARK_SCHEMA,
  madeScenario,
  usageIn,
  type BenchmarkTables,
  type Contents,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import { NO_USAGE, type SynthesisSpec } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { asRookeryError } from '@rookery/shared-errors';
import {
  limitReached,
  type Attempt,
  type Job,
  type JobEnd,
  type JobKind,
  type JobTables,
  type OpenPiece,
} from '@rookery/shared-jobs';
import type { Scenario } from '@rookery/shared-scenario';
import type { Expression, Kysely, Transaction } from 'kysely';
import { shippedSituations, type Situation } from '../queries/situations.ts';
import { droppedQueries, failedProfiles } from './outcomes.ts';
import { QueryStore, type OpenProfile } from './query-store.ts';
import { STORED_SPEC } from './stored-spec.ts';
import type { SynthesisProgress } from './synthesis-record.ts';
import { writeQueries, type Commission } from './write-queries.ts';
import type { WriterParts } from './writer-patience.ts';

export interface SynthesesParts extends WriterParts {
  readonly database: Database;
  readonly contents: Contents;
  readonly scenarios: Pick<ScenarioStore, 'add'>;
  readonly log: { warn(fields: object, message: string): void };
}

/** Queries that one profile may have been asked for, kept or dropped. */
const MOST_OF_PROFILE = 1000;

/**
 * Syntheses as jobs: a piece is a person, for whom a model writes queries. First the queries that are kept are stored with the job, then
 * they are brought into the data set: whoever goes on in between brings the same.
 */
export class Syntheses implements JobKind<SynthesisSpec, SynthesisProgress> {
  readonly name = 'syntheses';
  readonly spec = STORED_SPEC;
  readonly #db: Kysely<BenchmarkTables>;
  readonly #parts: SynthesesParts;
  readonly #queries: QueryStore;

  constructor(parts: SynthesesParts) {
    this.#db = parts.database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#queries = new QueryStore(parts.database, parts.contents);
    this.#parts = parts;
  }

  open(): Expression<OpenPiece> {
    return this.#db
      .selectFrom('synthesis_profile')
      .select(['job', 'piece'])
      .where('state', 'in', ['open', 'written']);
  }

  async reopen(transaction: Transaction<JobTables>, { id }: Job): Promise<void> {
    const tables = transaction as Kysely<BenchmarkTables>;
    const failed = tables
      .selectFrom('synthesis_profile')
      .select('piece')
      .where('job', '=', id)
      .where('state', '=', 'failed');
    // What was dropped then says nothing of the next try.
    await tables.deleteFrom('synthesis_query').where('job', '=', id).where('piece', 'in', failed).execute();
    await tables
      .updateTable('synthesis_profile')
      .set({ state: 'open', reason: '', detail: '' })
      .where('job', '=', id)
      .where('state', '=', 'failed')
      .execute();
    await tables.updateTable('synthesis').set({ profiles_failed: 0 }).where('job', '=', id).execute();
  }

  async do(job: Job<SynthesisSpec>, piece: number, attempt: Attempt): Promise<JobEnd | undefined> {
    const open = await this.#queries.open(job.id, piece);
    if (open === undefined) return undefined;
    const situation = shippedSituations().situations.find(({ name }) => name === open.situation);
    if (situation === undefined) {
      const detail = `this version has no situation "${open.situation}"`;
      await this.#queries.failed(job.id, piece, { reason: 'NOT_FOUND', detail, usage: NO_USAGE });
      return undefined;
    }
    if (open.state === 'open') {
      const reason = limitReached(job.limits, open.taken);
      if (reason !== undefined) return { state: 'stopped', reason };
      const end = await this.#write(job, piece, { ...open, situation }, attempt);
      if (end !== 'written') return end;
    }
    await this.#bringIn(job.id, piece, open, situation);
    return undefined;
  }

  async settle({ id }: Job): Promise<JobEnd> {
    const { profilesDone = 0, profilesTotal = 0, failures = [] } = (await this.progress([id])).get(id) ?? {};
    if (failures.length === 0) return { state: 'succeeded', reason: '' };
    const first = failures.find(({ detail }) => detail !== '')?.detail;
    const words = first === undefined ? '' : `. The first failure: ${first}`;
    if (profilesDone === 0) {
      const reasons = failures.map(({ reason }) => reason).join(', ');
      return { state: 'failed', reason: `no profile has a query: ${reasons}${words}` };
    }
    const failed = failures.reduce((sum, { profiles }) => sum + profiles, 0);
    const reasons = failures.map(({ reason, profiles }) => `${profiles} ${reason}`).join(', ');
    return {
      state: 'incomplete',
      reason: `${failed} of ${profilesTotal} profiles have no query (${reasons}); resuming tries them again${words}`,
    };
  }

  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, SynthesisProgress>> {
    const rows = await this.#db.selectFrom('synthesis').selectAll().where('job', 'in', jobs).execute();
    const [dropped, failures] = await Promise.all([
      droppedQueries(
        this.#db,
        this.#parts.contents,
        rows.map(({ job }) => job),
      ),
      failedProfiles(
        this.#db,
        rows.filter((row) => row.profiles_failed > 0).map(({ job }) => job),
      ),
    ]);
    return new Map(
      rows.map((row) => [
        row.job,
        {
          profilesTotal: row.profiles_total,
          profilesDone: row.profiles_done,
          profilesFailed: row.profiles_failed,
          queriesKept: row.queries_kept,
          dropped: dropped.get(row.job) ?? [],
          failures: failures.get(row.job) ?? [],
          simulated: row.simulated,
          madeWith: row.made_with,
          usage: usageIn(row),
        },
      ]),
    );
  }

  // What may pass is thrown, and the queue tries the profile again later.
  async #write(
    job: Job<SynthesisSpec>,
    piece: number,
    { profile, situation, taken }: Omit<OpenProfile, 'situation'> & { readonly situation: Situation },
    attempt: Attempt,
  ): Promise<JobEnd | undefined | 'written'> {
    try {
      const { domain } = situation;
      const commission: Commission = {
        piece,
        person: { situation, profile },
        kept: () => this.#queries.kept(job.id, domain),
        note: (written, { mayRefuse }) =>
          this.#queries.write(job.id, piece, { situation, profile }, written, { spec: job.spec, mayRefuse }),
      };
      await writeQueries(this.#parts, job, commission, taken, attempt);
      return 'written';
    } catch (caught) {
      const error = asRookeryError(caught);
      const { usage = NO_USAGE } = error;
      const reason = error.reason ?? error.code;
      const end = endOfWork(error, job.spec.model);
      const mayWait = attempt.signal.aborted || ['outage', 'busy'].includes(failureKind(error));
      if (end === undefined && mayWait && attempt.willRepeat(caught)) {
        if (usage.calls > 0) await this.#queries.charge(job.id, usage);
        throw caught;
      }
      this.#parts.log.warn({ synthesis: job.id, piece, err: error }, 'a profile has no query');
      await this.#queries.failed(job.id, piece, { reason, detail: error.message, usage });
      return end;
    }
  }

  async #bringIn(
    job: string,
    piece: number,
    { profile, dataSetId }: OpenProfile,
    situation: Situation,
  ): Promise<void> {
    const queries = await this.#queries.written(job, piece);
    if (queries.length === 0) {
      const detail = 'the filter dropped all queries that the model wrote';
      await this.#queries.failed(job, piece, { reason: 'NO_QUERY_KEPT', detail, usage: NO_USAGE });
      return;
    }
    const { domain, name } = situation;
    const scenarios = queries.map(({ number, query }): Scenario => ({
      ...madeScenario({ query, domain, situation: name, profile }),
      origin: 'synthetic',
      sourceRow: piece * MOST_OF_PROFILE + number + 1,
    }));
    await this.#parts.scenarios.add(dataSetId, scenarios);
    await this.#queries.done(job, piece);
  }
}
