import { BENCHMARK_SCHEMA } from '@rookery/benchmark-storage';
import { HeldPerson, type HeldPlace } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Person } from '@rookery/shared-holding';
import { AT_WORK, type Lay, type OpenPiece } from '@rookery/shared-jobs';
import { sql, type Expression, type Generated, type Kysely } from 'kysely';

type ErasureTables = {
  erasure: { job: string; is_open: Generated<boolean>; keys_destroyed: Generated<boolean> };
  erasure_person: { job: string; person: unknown };
  erased_place: {
    job: string;
    place: string;
    number: number;
    found: Generated<string>;
    removed: Generated<string>;
    note: Generated<string>;
  };
};

/** What there was in a place, and what became of it. */
export interface ErasedRecord {
  readonly place: string;
  readonly found: number;
  readonly removed: number;
  readonly note: string;
}

/** How far an erasure has come. */
export interface ErasureProgress {
  readonly places: readonly ErasedRecord[];
  readonly keysDestroyed: boolean;
}

/** The rows of erasures: who it is, while it is needed, and how much was found and removed where. */
export class ErasureStore {
  readonly #db: Kysely<ErasureTables>;

  constructor(database: Database) {
    this.#db = database.tables<ErasureTables>(BENCHMARK_SCHEMA);
  }

  lay<Spec>(person: Person): Lay<Spec> {
    return async (transaction, { id: job }) => {
      const tables = transaction.withTables<ErasureTables>();
      await tables.insertInto('erasure').values({ job }).execute();
      await tables
        .insertInto('erasure_person')
        .values({ job, person: JSON.stringify(HeldPerson.toJSON(person)) })
        .execute();
    };
  }

  open(): Expression<OpenPiece> {
    return this.#db
      .selectFrom('erasure')
      .select(['job', sql<number>`0`.as('piece')])
      .where('is_open', '=', true);
  }

  /** Who is to be erased; undefined: nobody any more. */
  async person(job: string): Promise<Person | undefined> {
    const row = await this.#db
      .selectFrom('erasure_person')
      .select('person')
      .where('job', '=', job)
      .executeTakeFirst();
    return row && HeldPerson.fromJSON(row.person);
  }

  /** By what else they are known. */
  async know(job: string, person: Person): Promise<void> {
    await this.#db
      .updateTable('erasure_person')
      .set({ person: JSON.stringify(HeldPerson.toJSON(person)) })
      .where('job', '=', job)
      .execute();
  }

  /** Notes what was found; the first look at a place counts. */
  async found(job: string, places: readonly HeldPlace[]): Promise<void> {
    for (const [number, { place, rows, note }] of places.entries()) {
      await this.#db
        .insertInto('erased_place')
        .values({ job, place, number, found: String(rows), note })
        .onConflict((conflict) => conflict.columns(['job', 'place']).doNothing())
        .execute();
    }
  }

  /** Adds what was removed. */
  async removed(job: string, places: readonly HeldPlace[]): Promise<void> {
    for (const { place, rows, note } of places) {
      await this.#db
        .insertInto('erased_place')
        .values({ job, place, number: 1_000, removed: String(rows), note })
        .onConflict((conflict) =>
          conflict.columns(['job', 'place']).doUpdateSet((eb) => ({
            removed: sql<string>`erased_place.removed + ${rows}`,
            note: sql<string>`CASE WHEN ${note} = '' THEN ${eb.ref('erased_place.note')} ELSE ${note} END`,
          })),
        )
        .execute();
    }
  }

  /** Notes that what was erased opens in no copy of the database any more. */
  async destroyed(job: string): Promise<void> {
    await this.#db.updateTable('erasure').set({ keys_destroyed: true }).where('job', '=', job).execute();
  }

  /** Builds and experiments of a tenant that are at work, and may bring back what was erased. */
  async atWork(tenant: string | undefined): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      SELECT kind || '/' || id AS name FROM benchmark.job
       WHERE kind IN ('libraryBuilds', 'experiments', 'syntheses') AND state = ANY(${AT_WORK}::text[])
         AND (${tenant ?? null}::text IS NULL OR owner = ${tenant ?? null})
       ORDER BY id LIMIT 100`.execute(this.#db);
    return rows.map(({ name }) => name);
  }

  /** Nothing is left of them, nor of who they were. */
  async close(job: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('erasure_person').where('job', '=', job).execute();
      await transaction.updateTable('erasure').set({ is_open: false }).where('job', '=', job).execute();
    });
  }

  async progress(jobs: readonly string[]): Promise<ReadonlyMap<string, ErasureProgress>> {
    const erasures = await this.#db.selectFrom('erasure').selectAll().where('job', 'in', jobs).execute();
    const places = await this.#db
      .selectFrom('erased_place')
      .selectAll()
      .where('job', 'in', jobs)
      .orderBy('number')
      .orderBy('place')
      .execute();
    const byJob = Map.groupBy(places, ({ job }) => job);
    return new Map(
      erasures.map(({ job, keys_destroyed: keysDestroyed }) => [
        job,
        {
          keysDestroyed,
          places: (byJob.get(job) ?? []).map(({ place, found, removed, note }) => ({
            place,
            found: Number(found),
            removed: Number(removed),
            note,
          })),
        },
      ]),
    );
  }
}
