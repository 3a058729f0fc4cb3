import { runShape, sampleCount } from '@rookery/benchmark-samples';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RunRecord } from '@rookery/benchmark-storage';
import type { Database } from '@rookery/shared-database';
import type { DomainOrUnknown } from '@rookery/shared-scenario';
import { sql, type Kysely } from 'kysely';
import { STEPS_OF_PANELS } from './score-steps.ts';

/**
 * The scores of a run, five bytes a sample (eight of a panel), and whose they are. Scores are whole numbers of steps: a point each, or
 * for a panel a small part of a point, so that sums are exact. A sample is known by its place, which is a scenario in a
 * repetition, and its cell, which is a model in a status, as samples are numbered (@rookery/benchmark-samples).
 */
export class RunScores {
  /** Treatments of a scenario. */
  readonly cells: number;
  /** Steps of one point: 1, or STEPS_OF_PANELS. */
  readonly steps: number;
  /** Scenarios times repetitions. */
  readonly places: number;
  readonly scenarios: number;
  /** Number of people; they are numbered as they come, so that it is the same whatever their keys are. */
  readonly people: number;
  readonly #person: Int32Array;
  readonly #domain: readonly (DomainOrUnknown | undefined)[];
  readonly #state: Uint8Array;
  readonly #dimensions: readonly [Dimension, Dimension, Dimension];
  readonly #questions: Uint8Array;

  /** @param chosen profile and domain of each scenario of the run, by position; undefined for one that was erased */
  constructor(
    cells: number,
    repetitions: number,
    chosen: readonly ({ readonly profileKey: string; readonly domain: DomainOrUnknown } | undefined)[],
    steps: 1 | typeof STEPS_OF_PANELS = 1,
  ) {
    this.cells = cells;
    this.steps = steps;
    this.scenarios = chosen.length;
    this.places = chosen.length * repetitions;
    const keys = [...new Set(chosen.flatMap((one) => (one === undefined ? [] : [one.profileKey])))];
    const numbers = new Map(keys.map((key, person) => [key, person]));
    this.people = keys.length;
    this.#person = Int32Array.from(chosen, (one) =>
      one === undefined ? NOBODY : (numbers.get(one.profileKey) ?? NOBODY),
    );
    this.#domain = chosen.map((one) => one?.domain);
    const samples = this.places * cells;
    this.#state = new Uint8Array(samples);
    const dimension = (): Dimension => (steps === 1 ? new Uint8Array(samples) : new Uint16Array(samples));
    this.#dimensions = [dimension(), dimension(), dimension()];
    this.#questions = new Uint8Array(samples);
  }

  /** Notes a result. A sample of a scenario that was erased is left out. */
  put(sample: number, packed: number): void {
    if (this.person(Math.floor(sample / this.cells)) === NOBODY) return;
    this.#state[sample] = packed & 3;
    this.#dimensions[0][sample] = (packed >> 2) & 7;
    this.#dimensions[1][sample] = (packed >> 5) & 7;
    this.#dimensions[2][sample] = (packed >> 8) & 7;
    this.#questions[sample] = (packed >> 11) & 31;
  }

  /** Notes the scores of a panel, in steps, of a sample whose result was put. */
  putFractions(sample: number, risk: number, empathy: number, alignment: number): void {
    if (this.person(Math.floor(sample / this.cells)) === NOBODY) return;
    this.#dimensions[0][sample] = risk;
    this.#dimensions[1][sample] = empathy;
    this.#dimensions[2][sample] = alignment;
  }

  /** What a step of a dimension is worth, in points. */
  get unit(): number {
    return 1 / this.steps;
  }

  /** What a step of `total` is worth, in points of the score, which is a mean of three. */
  get scoreUnit(): number {
    return 1 / (3 * this.steps);
  }

  /** Whose scenario a place is of. */
  person(place: number): number {
    return this.#person[place % this.scenarios] ?? NOBODY;
  }

  domain(place: number): DomainOrUnknown | undefined {
    return this.#domain[place % this.scenarios];
  }

  /** The sum of the three dimensions, in steps; 0 where there is no score. */
  total(place: number, cell: number): number {
    const sample = place * this.cells + cell;
    if (this.#state[sample] !== SCORED) return 0;
    const [risk, empathy, alignment] = this.#dimensions;
    return (risk[sample] ?? 0) + (empathy[sample] ?? 0) + (alignment[sample] ?? 0);
  }

  /** One of the three dimensions, in steps; 0 where there is no score. */
  dimension(place: number, cell: number, dimension: 0 | 1 | 2): number {
    return this.#dimensions[dimension][place * this.cells + cell] ?? 0;
  }

  /** Whether it was answered and has no verdict. */
  unscored(place: number, cell: number): boolean {
    return this.#state[place * this.cells + cell] === UNSCORED;
  }

  /** How many questions were asked; undefined where none could be. */
  questions(place: number, cell: number): number | undefined {
    const known = this.#questions[place * this.cells + cell] ?? 0;
    return known === 0 ? undefined : known - 1;
  }
}

type Dimension = Uint8Array | Uint16Array;

const NOBODY = -1;
const SCORED = 1;
const UNSCORED = 2;
/** Samples whose results come in one row. */
const BLOCK_BITS = 14;

/** Reads the scores of a run. The database packs each result into one whole number, and many of those into one row. */
export async function runScores(database: Database, run: RunRecord): Promise<RunScores> {
  const db: Kysely<BenchmarkTables> = database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  const { spec, progress } = run;
  const chosen = await db
    .selectFrom('run_scenario')
    .innerJoin('scenario', 'scenario.id', 'run_scenario.scenario_id')
    .select(['position', 'profile_key', 'domain'])
    .where('run_id', '=', run.id)
    .execute();
  const byPosition = new Array<{ profileKey: string; domain: DomainOrUnknown } | undefined>(
    progress.scenarios,
  ).fill(undefined);
  for (const { position, profile_key, domain } of chosen) {
    byPosition[position] = { profileKey: profile_key, domain };
  }
  const cells = spec.models.length * spec.statuses.length;
  const ofPanel = spec.judgePanel !== undefined;
  const scores = new RunScores(cells, spec.repetitions, byPosition, ofPanel ? STEPS_OF_PANELS : 1);
  const samples = sampleCount(runShape(spec, progress.scenarios));
  for (let first = 0; first < samples; first += SAMPLES_AT_ONCE) {
    const { rows } = await sql<{ block: number; results: string }>`
      SELECT (sample >> ${BLOCK_BITS}::int)::int AS block, string_agg((
               (sample & ${2 ** BLOCK_BITS - 1}::bigint) * 65536 + coalesce(questions + 1, 0) * 2048
               + coalesce(user_alignment::int, 0) * 256 + coalesce(emotional_empathy::int, 0) * 32
               + coalesce(risk_sensitivity::int, 0) * 4
               + CASE state WHEN 'scored' THEN ${SCORED}::int WHEN 'unscored' THEN ${UNSCORED}::int ELSE 3 END
             )::text, ',') AS results
        FROM benchmark.outcome
       WHERE run_id = ${run.id} AND sample >= ${first}::bigint AND sample < ${first + SAMPLES_AT_ONCE}::bigint
       GROUP BY block`.execute(db);
    for (const { block, results } of rows) {
      for (const result of numbersIn(results)) {
        scores.put(block * 2 ** BLOCK_BITS + Math.floor(result / 65_536), result & 65_535);
      }
    }
    if (ofPanel) await readFractions(db, run.id, scores, first);
  }
  return scores;
}

/** Puts what the database cannot pack into whole points. */
async function readFractions(
  db: Kysely<BenchmarkTables>,
  run: string,
  scores: RunScores,
  first: number,
): Promise<void> {
  const { rows } = await sql<{ fractions: string | null }>`
    SELECT string_agg(concat_ws(',', sample, round(risk_sensitivity * ${STEPS_OF_PANELS}::int),
             round(emotional_empathy * ${STEPS_OF_PANELS}::int), round(user_alignment * ${STEPS_OF_PANELS}::int)), ',') AS fractions
      FROM benchmark.outcome
     WHERE run_id = ${run} AND sample >= ${first}::bigint AND sample < ${first + SAMPLES_AT_ONCE}::bigint AND state = 'scored'`.execute(
    db,
  );
  const numbers = numbersIn(rows[0]?.fractions ?? '');
  for (let next = numbers.next(); next.done !== true; next = numbers.next()) {
    const [risk = 0, empathy = 0, alignment = 0] = [numbers, numbers, numbers].map((one) =>
      Number(one.next().value ?? 0),
    );
    scores.putFractions(next.value, risk, empathy, alignment);
  }
}

/** Read with one query, so that memory for the words of results is bounded. */
const SAMPLES_AT_ONCE = 2 ** (BLOCK_BITS + 2);

const COMMA = 44;
const ZERO = 48;

/** Whole numbers between commas, without a text for each: there are as many as samples. */
function* numbersIn(text: string): Generator<number> {
  let number = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA) {
      yield number;
      number = 0;
    } else {
      number = number * 10 + code - ZERO;
    }
  }
  if (text !== '') yield number;
}
