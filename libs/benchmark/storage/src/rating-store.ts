import { readPage, type Database, type Page, type PageRequest } from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { Profile, Status } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { Contents, hex, sealed } from './contents/contents.ts';
import { openedResponse } from './contents/response-columns.ts';
import { openedScenario } from './contents/scenario-columns.ts';
import { BENCHMARK_SCHEMA } from './schema/benchmark-schema.ts';
import { storableText } from './storable-text.ts';
import type { BenchmarkTables, ScenarioTable } from './tables.ts';

/** How answers of a run are drawn for people to rate. */
export interface DrawSettings {
  /** Answers in all. */
  readonly count: number;
  /** Whether each model and status is drawn from by itself, equally many. */
  readonly stratified: boolean;
  readonly seed: number;
}

/** A draw as it stands. */
export interface DrawRecord {
  readonly items: number;
  /** Answers that it was drawn from. */
  readonly population: number;
  readonly stratified: boolean;
  readonly seed: number;
  /** Items that somebody has rated on all dimensions. */
  readonly rated: number;
}

/** A drawn answer, without what would tell who gave it. */
export interface BlindItem {
  readonly item: string;
  readonly query: string;
  readonly profile: Profile;
  readonly response: string;
}

/** The three dimensions; undefined: not given. */
export interface RatedScores {
  readonly riskSensitivity: number | undefined;
  readonly emotionalEmpathy: number | undefined;
  readonly userAlignment: number | undefined;
}

/** What one annotator says of one answer. */
export interface RatingRecord extends RatedScores {
  /** Name of a drawn answer, or the number of a sample. */
  readonly item: string;
  readonly annotator: string;
  readonly note: string;
}

export interface StoredRating extends RatingRecord {
  readonly sample: number;
  readonly createdAt: Date;
}

/** An answer that somebody rated. */
export interface RatedAnswer {
  readonly sample: number;
  readonly model: string;
  readonly status: Status;
  /** The person in the scenario. */
  readonly profileKey: string;
  readonly judge: RatedScores;
  /** With what chance it was drawn; undefined: it was not. */
  readonly probability: number | undefined;
  readonly ratings: readonly (RatedScores & { readonly annotator: string })[];
}

/** A score of the judge, as the sum of its dimensions. */
export interface JudgedAnswer {
  readonly sample: number;
  readonly profileKey: string;
  readonly sum: number;
}

/** What people say of a run's answers. */
export class RatingStore {
  readonly #db: Kysely<BenchmarkTables>;
  readonly #contents: Contents;

  constructor(database: Database, contents = new Contents(database)) {
    this.#db = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
    this.#contents = contents;
  }

  /**
   * Draws answers of a run that has ended, at random by the seed. A smaller draw is the beginning of a larger one.
   * @throws RookeryError FAILED_PRECONDITION when the run was drawn from in another way, or has no answers; INVALID_ARGUMENT (count)
   */
  async draw(run: string, { count, stratified, seed }: DrawSettings): Promise<DrawRecord> {
    await this.#db.transaction().execute(async (transaction) => {
      await sql`
        INSERT INTO benchmark.rating_draw (run_id, seed, stratified) VALUES (${run}, ${seed}, ${stratified})
        ON CONFLICT DO NOTHING`.execute(transaction);
      const earlier = await transaction
        .selectFrom('rating_draw')
        .select(['seed', 'stratified'])
        .where('run_id', '=', run)
        .forUpdate()
        .executeTakeFirstOrThrow();
      if (Number(earlier.seed) !== seed || earlier.stratified !== stratified) throw drawnOtherwise(run);
      const drawn = await countOf(transaction, run);
      if (count < drawn) {
        throw invalidArgument('count', `is ${count}, and ${drawn} answers are drawn already`);
      }
      const { numAffectedRows = 0n } = await sql`
        WITH population AS (
          SELECT sample, CASE WHEN ${stratified} THEN model || ' ' || status ELSE '' END AS stratum
            FROM benchmark.outcome WHERE run_id = ${run} AND state IN ('scored', 'unscored')
        ), ranked AS (
          SELECT sample, row_number() OVER (PARTITION BY stratum ORDER BY md5(${String(seed)} || ':' || sample), sample) AS place,
                 count(*) OVER (PARTITION BY stratum) AS size,
                 ceil(${count}::float8 / (SELECT count(DISTINCT stratum) FROM population)) AS quota
            FROM population
        )
        INSERT INTO benchmark.drawn_answer (run_id, sample, item, probability)
        SELECT ${run}, sample, gen_random_uuid()::text, least(1, quota / size) FROM ranked WHERE place <= quota
        ON CONFLICT (run_id, sample) DO UPDATE SET probability = EXCLUDED.probability`.execute(transaction);
      if (numAffectedRows === 0n) throw noAnswers(run);
    });
    const record = await this.drawOf(run);
    if (record === undefined) throw noAnswers(run);
    return record;
  }

  /** The draw of a run, if there is one. */
  async drawOf(run: string): Promise<DrawRecord | undefined> {
    const { rows } = await sql<{
      seed: string;
      stratified: boolean;
      items: number;
      population: number;
      rated: number;
    }>`
      SELECT seed::text, stratified,
             (SELECT count(*)::int FROM benchmark.drawn_answer WHERE run_id = ${run}) AS items,
             (SELECT count(*)::int FROM benchmark.outcome
               WHERE run_id = ${run} AND state IN ('scored', 'unscored')) AS population,
             (SELECT count(DISTINCT sample)::int FROM benchmark.drawn_answer JOIN benchmark.rating USING (run_id, sample)
               WHERE run_id = ${run} AND risk_sensitivity + emotional_empathy + user_alignment IS NOT NULL) AS rated
        FROM benchmark.rating_draw WHERE run_id = ${run}`.execute(this.#db);
    return rows[0] === undefined ? undefined : { ...rows[0], seed: Number(rows[0].seed) };
  }

  /**
   * A page of drawn answers, by names that tell nothing.
   * @param unratedBy only those that this annotator has not rated; empty: all
   */
  async items(run: string, unratedBy: string, request: PageRequest): Promise<Page<BlindItem>> {
    const { items, nextPageToken } = await readPage(
      { name: `runs/${run}/ratingItems`, key: /^[0-9a-f-]{36}$/ },
      request,
      async (after, limit) => {
        const { rows } = await sql<ItemRow>`
          SELECT item, scenario.*, response, answer.sealed AS sealed_response
            FROM benchmark.drawn_answer
            JOIN benchmark.answer USING (run_id, sample)
            JOIN benchmark.outcome USING (run_id, sample)
            JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
           WHERE run_id = ${run} AND item > ${after ?? ''} AND NOT EXISTS (
             SELECT FROM benchmark.rating
              WHERE rating.run_id = drawn_answer.run_id AND rating.sample = drawn_answer.sample AND annotator = ${unratedBy})
           ORDER BY item LIMIT ${limit}`.execute(this.#db);
        return rows;
      },
      ({ item }) => item,
    );
    const keys = await this.#contents.keysOf(items.map(({ id }) => id));
    const opened = items.flatMap((row): BlindItem[] => {
      const { item, id, response, sealed_response } = row;
      const scenario = openedScenario(row, this.#contents, keys);
      const answer = { scenario_id: id, response, sealed: sealed_response };
      const text = openedResponse(answer, this.#contents, keys);
      if (scenario === undefined || text === undefined) return [];
      return [{ item, query: scenario.query, profile: scenario.profile, response: text }];
    });
    return { items: opened, nextPageToken };
  }

  /**
   * Stores ratings, all or none.
   * @returns how many are new
   * @throws RookeryError NOT_FOUND for an item that the run does not have
   */
  async put(run: string, ratings: readonly RatingRecord[]): Promise<number> {
    const samples = await this.#samples(run, ratings);
    const keys = await this.#contents.keysOf(samples.map(({ scenario }) => scenario));
    const rows = ratings.map((rating, index) => {
      const { sample, scenario = '' } = samples[index] ?? {};
      return {
        sample,
        annotator: storableText(rating.annotator),
        risk: rating.riskSensitivity ?? null,
        empathy: rating.emotionalEmpathy ?? null,
        alignment: rating.userAlignment ?? null,
        scenario_id: scenario === '' ? null : scenario,
        ...noteColumns(storableText(rating.note), scenario, keys.get(scenario)),
      };
    });
    const { rows: stored } = await sql<{ added: boolean }>`
      INSERT INTO benchmark.rating (run_id, sample, annotator, risk_sensitivity, emotional_empathy, user_alignment, scenario_id, note, sealed)
      SELECT ${run}, row.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row (sample bigint, annotator text, risk smallint, empathy smallint, alignment smallint, scenario_id text, note text, sealed bytea)
      ON CONFLICT (run_id, sample, annotator) DO UPDATE SET
        risk_sensitivity = EXCLUDED.risk_sensitivity, emotional_empathy = EXCLUDED.emotional_empathy,
        user_alignment = EXCLUDED.user_alignment, scenario_id = EXCLUDED.scenario_id, note = EXCLUDED.note, sealed = EXCLUDED.sealed,
        created_at = now()
      RETURNING xmax = 0 AS added`.execute(this.#db);
    return stored.filter(({ added }) => added).length;
  }

  /** A page of the ratings of a run, by answer and annotator. */
  async list(run: string, request: PageRequest): Promise<Page<StoredRating>> {
    const { items, nextPageToken } = await readPage(
      { name: `runs/${run}/ratings`, key: /^\d{1,15} [\s\S]{1,100}$/ },
      request,
      async (after, limit) => {
        const [sample, ...annotator] = (after ?? '-1 ').split(' ');
        const { rows } = await sql<RatingRow>`
          SELECT rating.*, item FROM benchmark.rating LEFT JOIN benchmark.drawn_answer USING (run_id, sample)
           WHERE run_id = ${run} AND (sample, annotator COLLATE "C") > (${sample}::bigint, ${annotator.join(' ')})
           ORDER BY sample, annotator COLLATE "C" LIMIT ${limit}`.execute(this.#db);
        return rows;
      },
      ({ sample, annotator }) => `${sample} ${annotator}`,
    );
    const keys = await this.#contents.keysOf(items.flatMap(({ scenario_id }) => scenario_id ?? []));
    const noted = items.map((row) => ({
      ...row,
      note: this.#contents.text(row.sealed, row.note, 'note', row.scenario_id ?? '', keys),
    }));
    return { items: noted.map(asStored), nextPageToken };
  }

  /**
   * Erases the ratings of one annotator, or all of a run with its draw.
   * @returns how many ratings
   */
  async delete(run: string, annotator: string): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      const all = transaction.deleteFrom('rating').where('run_id', '=', run);
      const { numDeletedRows } = await (
        annotator === '' ? all : all.where('annotator', '=', annotator)
      ).executeTakeFirstOrThrow();
      if (annotator === '') {
        await transaction.deleteFrom('drawn_answer').where('run_id', '=', run).execute();
        await transaction.deleteFrom('rating_draw').where('run_id', '=', run).execute();
      }
      return Number(numDeletedRows);
    });
  }

  /** All rated answers of a run, with what the judge and each annotator say. */
  async rated(run: string): Promise<readonly RatedAnswer[]> {
    const { rows } = await sql<RatedRow>`
      SELECT sample, model, status, profile_key, outcome.risk_sensitivity, outcome.emotional_empathy,
             outcome.user_alignment, probability,
             json_agg(json_build_object('annotator', annotator, 'riskSensitivity', rating.risk_sensitivity,
               'emotionalEmpathy', rating.emotional_empathy, 'userAlignment', rating.user_alignment)
               ORDER BY annotator COLLATE "C") AS ratings
        FROM benchmark.rating JOIN benchmark.outcome USING (run_id, sample)
        JOIN benchmark.scenario ON scenario.id = outcome.scenario_id
        LEFT JOIN benchmark.drawn_answer USING (run_id, sample)
       WHERE run_id = ${run}
       GROUP BY sample, model, status, profile_key, outcome.risk_sensitivity, outcome.emotional_empathy,
                outcome.user_alignment, probability
       ORDER BY sample`.execute(this.#db);
    return rows.map((row) => ({
      sample: Number(row.sample),
      model: row.model,
      status: row.status,
      profileKey: row.profile_key,
      judge: scoresIn(row),
      probability: row.probability ?? undefined,
      ratings: row.ratings.map(({ annotator, ...scores }) => ({ annotator, ...withoutNulls(scores) })),
    }));
  }

  /** All scores that the judge gave to a model in a status. */
  async judged(run: string, model: string, status: Status): Promise<readonly JudgedAnswer[]> {
    const { rows } = await sql<{ sample: string; profile_key: string; sum: number }>`
      SELECT sample, profile_key, risk_sensitivity + emotional_empathy + user_alignment AS sum
        FROM benchmark.outcome JOIN benchmark.scenario ON scenario.id = scenario_id
       WHERE run_id = ${run} AND model = ${model} AND status = ${status} AND state = 'scored'
       ORDER BY sample`.execute(this.#db);
    return rows.map((row) => ({ sample: Number(row.sample), profileKey: row.profile_key, sum: row.sum }));
  }

  /** The samples that items name, in their order, with their scenarios. */
  async #samples(run: string, ratings: readonly RatingRecord[]): Promise<readonly RatedSample[]> {
    const named = ratings.map(({ item }) => item);
    const numbers = named.filter((item) => /^\d{1,15}$/.test(item));
    const { rows } = await sql<{ item: string; sample: string; scenario: string | null }>`
      SELECT item, sample, scenario_id AS scenario
        FROM benchmark.drawn_answer LEFT JOIN benchmark.outcome USING (run_id, sample)
       WHERE run_id = ${run} AND item = ANY(${named}::text[])
      UNION ALL
      SELECT sample::text, sample, scenario_id FROM benchmark.outcome
       WHERE run_id = ${run} AND state IN ('scored', 'unscored') AND sample = ANY(${numbers}::bigint[])`.execute(
      this.#db,
    );
    const known = new Map(
      rows.map(({ item, sample, scenario }) => [item, { sample: Number(sample), scenario: scenario ?? '' }]),
    );
    return named.map((item, index) => {
      const sample = known.get(/^\d+$/.test(item) ? String(BigInt(item)) : item);
      if (sample !== undefined) return sample;
      throw new RookeryError(
        'NOT_FOUND',
        `ratings[${index}].item: runs/${run} has no answer ${item} to rate`,
      );
    });
  }
}

/** An item with what stands in its scenario's row. */
type ItemRow = ScenarioTable & {
  readonly item: string;
  readonly response: string;
  readonly sealed_response: Buffer | null;
};

interface RatedSample {
  readonly sample: number;
  /** Empty where its outcome is gone until the run is resumed: its note stays plain. */
  readonly scenario: string;
}

/** @param key of the scenario; undefined: it lies as it is */
function noteColumns(
  note: string,
  scenario: string,
  key: Buffer | undefined,
): { readonly note: string; readonly sealed: string | null } {
  if (key === undefined || note === '') return { note, sealed: null };
  return { note: '', sealed: hex(sealed(note, 'note', scenario, key)) };
}

interface ScoreColumns {
  risk_sensitivity: number | null;
  emotional_empathy: number | null;
  user_alignment: number | null;
}

interface RatingRow extends ScoreColumns {
  sample: string;
  annotator: string;
  note: string;
  sealed: Buffer | null;
  scenario_id: string | null;
  created_at: Date;
  item: string | null;
}

interface RatedRow extends ScoreColumns {
  sample: string;
  model: string;
  status: Status;
  profile_key: string;
  probability: number | null;
  ratings: readonly {
    readonly annotator: string;
    readonly riskSensitivity: number | null;
    readonly emotionalEmpathy: number | null;
    readonly userAlignment: number | null;
  }[];
}

function asStored(row: RatingRow): StoredRating {
  const { sample, annotator, note, created_at, item } = row;
  return {
    sample: Number(sample),
    item: item ?? sample,
    annotator,
    note,
    createdAt: created_at,
    ...scoresIn(row),
  };
}

function scoresIn({ risk_sensitivity, emotional_empathy, user_alignment }: ScoreColumns): RatedScores {
  return {
    riskSensitivity: risk_sensitivity ?? undefined,
    emotionalEmpathy: emotional_empathy ?? undefined,
    userAlignment: user_alignment ?? undefined,
  };
}

function withoutNulls({
  riskSensitivity,
  emotionalEmpathy,
  userAlignment,
}: Readonly<Record<keyof RatedScores, number | null>>): RatedScores {
  return {
    riskSensitivity: riskSensitivity ?? undefined,
    emotionalEmpathy: emotionalEmpathy ?? undefined,
    userAlignment: userAlignment ?? undefined,
  };
}

async function countOf(db: Kysely<BenchmarkTables>, run: string): Promise<number> {
  const row = await db
    .selectFrom('drawn_answer')
    .select((eb) => eb.fn.countAll<string>().as('items'))
    .where('run_id', '=', run)
    .executeTakeFirstOrThrow();
  return Number(row.items);
}

function drawnOtherwise(run: string): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `parent: answers of runs/${run} were drawn with another seed, or otherwise stratified; erase that draw first`,
  );
}

function noAnswers(run: string): RookeryError {
  return new RookeryError('FAILED_PRECONDITION', `parent: runs/${run} has no answers to rate`);
}
