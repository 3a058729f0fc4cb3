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
import { takeOut } from './erase-scenarios.ts';
import { BENCHMARK_SCHEMA } from './schema.ts';
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
   * The id of a data set of an owner, made when new.
   * @throws RookeryError ALREADY_EXISTS (reason NAME_TAKEN) when another owner has the name
   */
  async open(owner: string, name: string): Promise<number> {
    await this.#db
      .insertInto('data_set')
      .values({ name, owner })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await this.#db
      .selectFrom('data_set')
      .select('id')
      .where('name', '=', name)
      .where('owner', '=', owner)
      .executeTakeFirst();
    if (row !== undefined) return row.id;
    throw new RookeryError(
      'ALREADY_EXISTS',
      `data_set: dataSets/${name} is somebody else's; choose another name`,
      {
        reason: 'NAME_TAKEN',
      },
    );
  }

  /** @throws RookeryError NOT_FOUND, also for the data set of another owner */
  async mustExist(reader: Reader, name: string): Promise<void> {
    await this.#id(this.#db, reader, name);
  }

  /** A page of what a reader may see, by name. @throws RookeryError INVALID_ARGUMENT (page_token) */
  async list(reader: Reader, request: PageRequest): Promise<Page<DataSetRecord>> {
    const byName = sql<string>`name COLLATE "C"`;
    const { items, nextPageToken } = await readPage(
      { name: 'dataSets', key: /^[a-z0-9-]{1,100}$/ },
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
        const rest = after === undefined ? all : all.where(byName, '>', after);
        return rest.orderBy(byName).limit(limit).execute();
      },
      ({ name }) => name,
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
      .where('name', '=', name)
      .where(mayRead(reader))
      .executeTakeFirst();
    if (row === undefined) throw new RookeryError('NOT_FOUND', `dataSets/${name}: not found`);
    return row.id;
  }
}
