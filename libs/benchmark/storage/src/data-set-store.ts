import {
  mayRead,
  readPage,
  type Database,
  type Page,
  type PageRequest,
  type Reader,
} from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import { sql, type Kysely } from 'kysely';
import { dataVersion, type DataVersion } from './data-version.ts';
import { takeOut } from './erase-scenarios.ts';
import { namedDataSet } from './named-data-set.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import type { BenchmarkTables } from './tables.ts';

/** A named collection of scenarios. */
export interface DataSetRecord {
  readonly name: string;
  readonly owner: string;
  readonly scenarios: number;
  readonly createdAt: Date;
}

/** Data sets; each belongs to who made it. */
export class DataSetStore {
  readonly #db: Kysely<BenchmarkTables>;

  constructor(database: Database) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  /**
   * The id of a data set of an owner, made when new. Each owner has names of its own.
   * @param ofExperiment whether a new one is an experiment's own, which selections that name no data set leave out
   */
  async open(owner: string, name: string, ofExperiment = false): Promise<number> {
    await this.#db
      .insertInto('data_set')
      .values({ name, owner, of_experiment: ofExperiment })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { id } = await this.#db
      .selectFrom('data_set')
      .select('id')
      .where('name', '=', name)
      .where('owner', '=', owner)
      .executeTakeFirstOrThrow();
    return id;
  }

  /** @throws RookeryError NOT_FOUND, also for the data set of another owner */
  async mustExist(reader: Reader, name: string): Promise<void> {
    await this.#id(this.#db, reader, name);
  }

  /** What a data set is by content; undefined: all data sets that a reader may choose from together. */
  version(reader: Reader, name: string | undefined): Promise<DataVersion> {
    return dataVersion(this.#db, reader, name);
  }

  /** A page of what a reader may see, by name. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<DataSetRecord>> {
    const byName = sql<string>`(name COLLATE "C", owner COLLATE "C")`;
    const { items, nextPageToken } = await readPage(
      { name: 'dataSets', key: /^[a-z0-9-]{1,100}~[a-z0-9-]*$/ },
      request,
      (after, limit) => {
        const all = this.#db
          .selectFrom('data_set')
          .select((eb) => [
            'name',
            'owner',
            'created_at',
            eb
              .selectFrom('data_set_scenario')
              .select((count) => count.fn.countAll<string>().as('scenarios'))
              .whereRef('data_set_id', '=', 'data_set.id')
              .as('scenarios'),
          ])
          .where(mayRead(reader));
        const [name = '', owner = ''] = after?.split('~') ?? [];
        const rest =
          after === undefined ? all : all.where(byName, '>', sql<string>`(${name}::text, ${owner}::text)`);
        return rest.orderBy(byName).limit(limit).execute();
      },
      ({ name, owner }) => `${name}~${owner}`,
    );
    return {
      items: items.map(({ name, owner, scenarios, created_at }) => ({
        name,
        owner,
        scenarios: Number(scenarios),
        createdAt: created_at,
      })),
      nextPageToken,
    };
  }

  /**
   * Erases a data set, and its scenarios where no other one has them.
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION (reason IN_USE) when a run or an unfinished build of the reader's holds
   *   one of those
   */
  async delete(reader: Reader, name: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const id = await this.#id(transaction, reader, name);
      await takeOut(transaction, reader, { dataSets: [id] });
      await transaction.deleteFrom('data_set').where('id', '=', id).execute();
    });
  }

  async #id(db: Kysely<BenchmarkTables>, reader: Reader, name: string): Promise<number> {
    const row = await db
      .selectFrom('data_set')
      .select('id')
      .where('id', '=', namedDataSet(reader, name))
      .executeTakeFirst();
    if (row === undefined) throw new RookeryError('NOT_FOUND', `dataSets/${name}: not found`);
    return row.id;
  }
}
