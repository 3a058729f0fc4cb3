import {
  BENCHMARK_SCHEMA,
  madeScenario,
  openedPerson,
  openedQuery,
  openedVector,
  personKeyId,
  queryColumns,
  usageIn,
  type BenchmarkTables,
  type Contents,
} from '@rookery/benchmark-storage';
import type { SynthesisSpec, Usage } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Domain, Profile } from '@rookery/shared-scenario';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { foldedQuery } from '../queries/filter-query.ts';
import { fromBytes, toBytes, type Vector } from '../queries/near-duplicates.ts';
import { doubles, type KeptQueries } from './drafts.ts';
import type { Person } from './sample-people.ts';
import type { Written } from './write-queries.ts';

/** A profile that has something left to do. */
export interface OpenProfile {
  readonly situation: string;
  readonly profile: Profile;
  readonly state: 'open' | 'written';
  readonly dataSetId: number;
  /** What the whole job took so far. */
  readonly taken: Usage;
}

/** How a profile failed. */
export interface FailedProfile {
  readonly reason: string;
  readonly detail: string;
  readonly usage: Usage;
}

/** Domains of jobs whose queries are known here; a domain of the largest job has some 30 MB of vectors. */
const MOST_KNOWN = 14;

/** Kept queries up to a sequence number: those of one job are noted in the order of their numbers. */
interface KnownQueries extends KeptQueries {
  readonly texts: Set<string>;
  readonly vectors: Vector[];
  last: number;
}

/** The people of syntheses and the queries that were written for them. */
export class QueryStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;
  readonly #known = new Map<string, KnownQueries>();

  constructor(database: Database, contents: Contents) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /** A profile of a job; undefined when it is done, or was erased and came back with an older copy of the database. */
  async open(job: string, piece: number): Promise<OpenProfile | undefined> {
    const row = await this.#db
      .selectFrom('synthesis_profile')
      .innerJoin('synthesis', 'synthesis.job', 'synthesis_profile.job')
      .select(['situation', 'scenario', 'profile', 'sealed', 'state', 'data_set_id as dataSetId'])
      .select(['calls', 'input_tokens', 'output_tokens', 'cost_usd', 'unpriced_calls'])
      .where('synthesis.job', '=', job)
      .where('piece', '=', piece)
      .executeTakeFirst();
    if (row === undefined || row.state === 'done' || row.state === 'failed') return undefined;
    const id = personKeyId(job, piece);
    const person = openedPerson(row, id, this.#contents, await this.#contents.keysOf([id]));
    if (person === undefined) return undefined;
    const { state, dataSetId } = row;
    return { situation: person.situation, profile: person.profile, state, dataSetId, taken: usageIn(row) };
  }

  /** The queries of a domain that a job has kept. Those that are known here already are not read again. */
  async kept(job: string, domain: Domain, db: Kysely<BenchmarkTables> = this.#db): Promise<KeptQueries> {
    const key = `${job} ${domain}`;
    const known = this.#known.get(key) ?? { texts: new Set(), vectors: [], last: 0 };
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const other of [...this.#known.keys()].slice(0, -MOST_KNOWN)) this.#known.delete(other);
    const rows = await db
      .selectFrom('synthesis_query')
      .select(['piece', 'query', 'vector', 'sealed', 'sequence'])
      .where('job', '=', job)
      .where('domain', '=', domain)
      .where('dropped', '=', '')
      .where('sequence', '>', String(known.last))
      .orderBy('sequence')
      .execute();
    const keys = await this.#contents.keysOf(
      rows.flatMap(({ piece, sealed }) => (sealed === null ? [] : [personKeyId(job, piece)])),
      db,
    );
    for (const row of rows) {
      const { piece, sequence } = row;
      // Another piece of this process may have read the same rows meanwhile.
      if (Number(sequence) <= known.last) continue;
      const id = personKeyId(job, piece);
      known.texts.add(foldedQuery(openedQuery(row, id, this.#contents, keys)));
      const vector = openedVector(row, id, this.#contents, keys);
      if (vector !== null) known.vectors.push(fromBytes(vector));
      known.last = Number(sequence);
    }
    return known;
  }

  /** The queries that were kept for a profile, with their numbers. */
  async written(job: string, piece: number): Promise<{ readonly number: number; readonly query: string }[]> {
    const rows = await this.#db
      .selectFrom('synthesis_query')
      .select(['number', 'query', 'sealed'])
      .where('job', '=', job)
      .where('piece', '=', piece)
      .where('dropped', '=', '')
      .orderBy('number')
      .execute();
    const id = personKeyId(job, piece);
    const keys = await this.#contents.keysOf([id]);
    return rows.map((row) => ({ number: row.number, query: openedQuery(row, id, this.#contents, keys) }));
  }

  /**
   * Notes what was written for a profile. Profiles of one job are noted one after the other, and each is held against all before it:
   * two processes cannot keep two queries that are alike. What was written first stays.
   * @returns false when nothing was noted, because it `mayRefuse` and one is like another that was noted meanwhile
   */
  async write(
    job: string,
    piece: number,
    { situation: { name: situation, domain }, profile }: Person,
    { queries, usage, simulated }: Written,
    { spec, mayRefuse }: { readonly spec: SynthesisSpec; readonly mayRefuse: boolean },
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      await sql`SELECT FROM benchmark.synthesis WHERE job = ${job} FOR UPDATE`.execute(transaction);
      const { rows } = await sql`
        SELECT FROM benchmark.synthesis_profile
         WHERE job = ${job} AND piece = ${piece} AND state = 'open'`.execute(transaction);
      if (rows.length === 0) return true;
      const kept = await this.kept(job, domain, transaction);
      const judged = queries.map((one) => {
        const late = one.dropped === undefined ? doubles(one, kept, spec) : undefined;
        return { ...one, dropped: one.dropped ?? late ?? '', late };
      });
      if (mayRefuse && judged.some(({ late }) => late !== undefined)) return false;
      await sql`
        UPDATE benchmark.synthesis_profile SET state = 'written' WHERE job = ${job} AND piece = ${piece}`.execute(
        transaction,
      );
      if (judged.length > 0) {
        const id = personKeyId(job, piece);
        // After the row was taken: whoever seals what lies plain seals the profile and its queries together.
        const key = (await this.#contents.keysOf([id], transaction)).get(id);
        await transaction
          .insertInto('synthesis_query')
          .values(
            judged.map(({ query, dropped, vector }, number) => ({
              ...{ job, piece, number, domain, dropped },
              ...queryColumns({ query, vector: vector === undefined ? null : toBytes(vector) }, id, key),
              scenario_id: dropped === '' ? madeScenario({ query, domain, situation, profile }).id : null,
            })),
          )
          .execute();
      }
      await sql`
        UPDATE benchmark.synthesis SET simulated = simulated OR ${simulated}, ${more(usage)} WHERE job = ${job}`.execute(
        transaction,
      );
      return true;
    });
  }

  /** The queries of a profile are in the data set. */
  async done(job: string, piece: number): Promise<void> {
    await sql`
      WITH noted AS (
        UPDATE benchmark.synthesis_profile SET state = 'done'
         WHERE job = ${job} AND piece = ${piece} AND state = 'written' RETURNING piece
      )
      UPDATE benchmark.synthesis SET profiles_done = profiles_done + 1, queries_kept = queries_kept + (
          SELECT count(*) FROM benchmark.synthesis_query
           WHERE job = ${job} AND piece = ${piece} AND dropped = '')
        FROM noted WHERE job = ${job}`.execute(this.#db);
  }

  /** No query could be had for a profile. */
  async failed(job: string, piece: number, { reason, detail, usage }: FailedProfile): Promise<void> {
    await sql`
      WITH noted AS (
        UPDATE benchmark.synthesis_profile SET state = 'failed', reason = ${reason}, detail = ${detail}
         WHERE job = ${job} AND piece = ${piece} AND state IN ('open', 'written') RETURNING piece
      )
      UPDATE benchmark.synthesis SET profiles_failed = profiles_failed + 1, ${more(usage)}
        FROM noted WHERE job = ${job}`.execute(this.#db);
  }

  /** Counts what was taken for no outcome yet. */
  async charge(job: string, usage: Usage): Promise<void> {
    await sql`UPDATE benchmark.synthesis SET ${more(usage)} WHERE job = ${job}`.execute(this.#db);
  }
}

function more({ calls, inputTokens, outputTokens, costUsd, unpricedCalls }: Usage): RawBuilder<unknown> {
  return sql`calls = calls + ${calls}, input_tokens = input_tokens + ${inputTokens},
    output_tokens = output_tokens + ${outputTokens}, cost_usd = cost_usd + ${costUsd},
    unpriced_calls = unpriced_calls + ${unpricedCalls}`;
}
