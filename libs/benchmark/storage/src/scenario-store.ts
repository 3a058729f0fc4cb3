import type { ScenarioSelection } from '@rookery/benchmark-samples';
import {
  mayRead,
  readPage,
  seesAll,
  type Database,
  type Page,
  type PageRequest,
  type Reader,
} from '@rookery/shared-database';
import { RookeryError } from '@rookery/shared-errors';
import type { Profile, Scenario } from '@rookery/shared-scenario';
import {
  sql,
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type SqlBool,
  type Transaction,
} from 'kysely';
import type { Keys } from '@rookery/shared-sealing';
import { Contents, hex } from './contents/contents.ts';
import { openedScenario, splitOfWords, storableWords, wordColumns } from './contents/scenario-columns.ts';
import { eraseOrphans, takeOut } from './erase-scenarios.ts';
import { namedDataSet } from './named-data-set.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { putTwinsBesideTheirScenarios } from './twins.ts';
import type { BenchmarkTables, ScenarioTable } from './tables.ts';

/** Scenarios. One is stored once, however many data sets have it; who may read one of these may read it. */
export class ScenarioStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;

  constructor(database: Database, contents = new Contents(database)) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /** The key by which the people of scenarios are told apart. */
  personKey(profile: Profile): string {
    return this.#contents.profileKey(profile);
  }

  /**
   * Adds scenarios to a data set in a handful of statements, however many they are. A twin falls on the side of its scenario, whichever of
   * them comes first.
   *
   * @returns the ids of those that the data set did not have before
   */
  async add(dataSetId: number, scenarios: readonly Scenario[]): Promise<Set<string>> {
    if (scenarios.length === 0) return new Set();
    const ids = [...new Set(scenarios.map(({ id }) => id))].sort();
    return this.#db.transaction().execute(async (transaction) => {
      const keys = await this.#newKeys(transaction, ids);
      const rows = JSON.stringify(scenarios.map((one) => this.#stored(one, keys.get(one.id))));
      // The order keeps two imports of the same rows from waiting for each other in a circle.
      await sql`
        INSERT INTO benchmark.scenario
        SELECT DISTINCT ON (id) row.* FROM jsonb_populate_recordset(NULL::benchmark.scenario, ${rows}::jsonb) AS row
        ORDER BY id
        ON CONFLICT DO NOTHING`.execute(transaction);
      const { rows: added } = await sql<{ scenario_id: string }>`
        INSERT INTO benchmark.data_set_scenario
        SELECT ${dataSetId}, id FROM unnest(${ids}::text[]) AS id
        ON CONFLICT DO NOTHING
        RETURNING scenario_id`.execute(transaction);
      await putTwinsBesideTheirScenarios(transaction, ids);
      return new Set(added.map(({ scenario_id }) => scenario_id));
    });
  }

  /** One scenario. @throws RookeryError NOT_FOUND, also for one that only data sets of others have */
  async get(reader: Reader, id: string): Promise<Scenario> {
    const row = await this.#db
      .selectFrom('scenario')
      .selectAll()
      .where('id', '=', id)
      .where(matching(reader, {}))
      .executeTakeFirst();
    const [scenario] = await this.#opened(row === undefined ? [] : [row]);
    if (scenario === undefined) throw noSuchScenario(id);
    return scenario;
  }

  /** Scenarios of a job's choice, in the order of their ids; one that was erased meanwhile is missing. */
  async chosen(ids: readonly string[]): Promise<readonly Scenario[]> {
    const rows = await this.#db
      .selectFrom('scenario')
      .selectAll()
      .where('id', '=', sql<string>`ANY(${ids}::text[])`)
      .orderBy('id')
      .execute();
    return this.#opened(rows);
  }

  /**
   * A page of the scenarios that match, in the order of their ids.
   * @throws RookeryError INVALID_ARGUMENT (page_token)
   */
  async list(reader: Reader, selection: ScenarioSelection, request: PageRequest): Promise<Page<Scenario>> {
    const { items, nextPageToken } = await readPage(
      SCENARIOS,
      request,
      (after, limit) => {
        const all = this.#db.selectFrom('scenario').selectAll().where(matching(reader, selection));
        const rest = after === undefined ? all : all.where('id', '>', after);
        return rest.orderBy('id').limit(limit).execute();
      },
      ({ id }) => id,
    );
    return { items: await this.#opened(items), nextPageToken };
  }

  async count(reader: Reader, selection: ScenarioSelection): Promise<number> {
    const row = await this.#db
      .selectFrom('scenario')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where(matching(reader, selection))
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  /**
   * Chooses scenarios for a job: shuffled by the seed within each domain, then one of each domain in turn, so that
   * any limit is spread as evenly as the domains allow and a smaller limit is the beginning of a larger one.
   *
   * @param limit 0 for all
   */
  async choose(
    reader: Reader,
    selection: AnsweredSelection,
    limit: number,
    seed: number,
  ): Promise<readonly ChosenScenario[]> {
    const shuffled = this.#db
      .selectFrom('scenario')
      .where(matching(reader, selection, { ofExperiments: false }))
      .select([
        'id',
        'domain',
        sql<string>`md5(${String(seed)} || id)`.as('shuffle'),
        sql<number>`coalesce(query_length, length(query))`.as('query_length'),
        sql<number>`coalesce(profile_length, length(profile::text))`.as('profile_length'),
      ]);
    let query = this.#db
      .with('shuffled', () => shuffled)
      .selectFrom('shuffled')
      .select(['id', 'query_length as queryLength', 'profile_length as profileLength'])
      .orderBy(sql`row_number() OVER (PARTITION BY domain ORDER BY shuffle, id)`)
      .orderBy('domain');
    if (limit > 0) query = query.limit(limit);
    return query.execute();
  }

  /**
   * Takes a scenario out of the data sets that the reader may read, and erases it where nobody else has it.
   * @throws RookeryError NOT_FOUND; FAILED_PRECONDITION (reason IN_USE) when a run or an unfinished build of the reader's holds it
   */
  async delete(reader: Reader, id: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const dataSets = await transaction
        .selectFrom('data_set')
        .innerJoin('data_set_scenario', 'data_set_id', 'data_set.id')
        .select('data_set.id')
        .where('scenario_id', '=', id)
        .where(mayRead(reader))
        .execute();
      if (dataSets.length === 0) throw noSuchScenario(id);
      await takeOut(transaction, reader, { dataSets: dataSets.map((one) => one.id), scenario: id });
    });
  }

  /** Erases scenarios that neither a data set nor a run has: those of a run that was the last to hold them. */
  async eraseOrphans(): Promise<void> {
    await eraseOrphans(this.#db);
  }

  /** Keys for those that are new. One that lies plain from before there were keys is sealed by the upkeep, with its answers. */
  async #newKeys(transaction: Transaction<BenchmarkTables>, ids: readonly string[]): Promise<Keys> {
    if (!this.#contents.areSealed) return new Map();
    const { rows } = await sql<{ id: string }>`
      SELECT wanted.id FROM unnest(${[...ids]}::text[]) AS wanted (id)
       WHERE NOT EXISTS (SELECT FROM benchmark.scenario WHERE scenario.id = wanted.id)`.execute(transaction);
    return this.#contents.makeKeys(
      transaction,
      rows.map(({ id }) => id),
    );
  }

  #stored(scenario: Scenario, key: Buffer | undefined): object {
    const { id, domain, origin, sourceRow } = scenario;
    const words = storableWords(scenario);
    const columns = wordColumns(words, id, key, this.#contents);
    return {
      ...columns,
      sealed: columns.sealed === null ? null : hex(columns.sealed),
      ...{ id, domain, origin, source_row: sourceRow },
      split: splitOfWords(words),
      twin_of: scenario.twinOf ?? null,
      rung: scenario.rung ?? null,
    };
  }

  /** Without those that were erased and came back with an older copy of the database. */
  async #opened(rows: readonly ScenarioTable[]): Promise<Scenario[]> {
    const keys = await this.#contents.keysOf(rows.flatMap(({ id, sealed }) => (sealed === null ? [] : [id])));
    return rows.flatMap((row) => {
      const opened = openedScenario(row, this.#contents, keys);
      return opened === undefined ? [] : [asScenario(opened)];
    });
  }
}

const SCENARIOS = { name: 'scenarios', key: /^[0-9a-f]{1,64}$/ };

function noSuchScenario(id: string): RookeryError {
  return new RookeryError('NOT_FOUND', `scenarios/${id}: not found`);
}

/** A scenario of a job's choice; lengths in characters. */
export interface ChosenScenario {
  readonly id: string;
  readonly queryLength: number;
  readonly profileLength: number;
}

/** A selection, and who must have given an answer to its scenarios; undefined: nobody. */
type AnsweredSelection = ScenarioSelection & { readonly answeredBy?: readonly string[] | undefined };

/** @param ofExperiments whether a selection that names no data set takes those in that experiments made for their runs */
function matching(reader: Reader, selection: AnsweredSelection, { ofExperiments } = { ofExperiments: true }) {
  return (eb: ExpressionBuilder<BenchmarkTables, 'scenario'>): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [];
    const { dataSet, domains, origins, split, answeredBy } = selection;
    if (dataSet !== undefined || !seesAll(reader)) {
      const having = eb
        .selectFrom('data_set_scenario')
        .innerJoin('data_set', 'data_set.id', 'data_set_scenario.data_set_id')
        .select('data_set.id')
        .whereRef('data_set_scenario.scenario_id', '=', 'scenario.id')
        .where(mayRead(reader, 'data_set.owner'));
      const all = ofExperiments ? having : having.where('data_set.of_experiment', '=', false);
      conditions.push(
        eb.exists(
          dataSet === undefined ? all : having.where('data_set.id', '=', namedDataSet(reader, dataSet)),
        ),
      );
    }
    if (domains !== undefined && domains.length > 0) conditions.push(eb('domain', 'in', [...domains]));
    if (origins !== undefined && origins.length > 0) conditions.push(eb('origin', 'in', [...origins]));
    if (split !== undefined) conditions.push(eb('split', '=', split));
    if (answeredBy !== undefined) {
      conditions.push(sql<SqlBool>`EXISTS (
        SELECT FROM benchmark.given_answer
         WHERE scenario_id = scenario.id AND data_set_id = ${namedDataSet(reader, dataSet ?? null)} AND model = ANY(${answeredBy}::text[]))`);
    }
    return eb.and(conditions);
  };
}

function asScenario(row: ScenarioTable): Scenario {
  const { id, query, background, domain, origin, situation, profile, source_row, twin_of, rung } = row;
  return {
    ...{ id, query, background, domain, origin, situation, profile, sourceRow: source_row },
    ...(twin_of === null ? {} : { twinOf: twin_of, split: row.split }),
    ...(rung === null ? {} : { rung }),
    ...(row.given === null ? {} : { given: row.given }),
  };
}
