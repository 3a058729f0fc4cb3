import { measureAgreement } from '@rookery/benchmark-ratings';
import { measuredModels, measuredNotes, pairEstimates, type PairEstimates } from '@rookery/benchmark-reports';
import { BENCHMARK_SCHEMA, type BenchmarkTables, type RatingStore } from '@rookery/benchmark-storage';
import {
  ComparisonResult,
  SeriesOrigin,
  type Exhibit,
  type ExperimentResult,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import type { Kysely } from 'kysely';
import { keyOf, type Ask } from './asks.ts';
import type { Found, KnownExperiment, Retrieved } from './experiment.ts';
import { knownExperiment } from './known/index.ts';
import type { MeasuredSample } from './measured.ts';
import { PUBLISHED } from './published.ts';
import { neededBy } from './study.ts';
import { studyOf, type ExperimentRecord } from './work/experiment-control.ts';
import type { ExperimentStore } from './work/experiment-store.ts';

export interface ResultParts {
  readonly database: Database;
  readonly store: ExperimentStore;
  readonly ratings: Pick<RatingStore, 'rated'>;
}

/** What came of the experiments of a job, from the rows that are stored; each run is read once for all of them. */
export async function experimentResults(
  parts: ResultParts,
  record: ExperimentRecord,
): Promise<ExperimentResult[]> {
  const found = new StoredRows(parts, record);
  const results: ExperimentResult[] = [];
  for (const [index, name] of record.spec.spec.experiments.entries()) {
    const known = knownExperiment(`spec.experiments[${index}]`, name);
    results.push(await resultOf(known, record, found, parts.database));
  }
  return results;
}

async function resultOf(
  known: KnownExperiment,
  record: ExperimentRecord,
  found: StoredRows,
  database: Database,
): Promise<ExperimentResult> {
  const study = studyOf(record.spec.spec);
  const keys = new Set(
    known
      .asks(study)
      .flatMap(neededBy)
      .map((ask) => keyOf(ask, record.spec.contents)),
  );
  const steps = record.progress.steps.filter(({ key }) => keys.has(key));
  const undone = steps.filter(({ state }) => state !== 'done');
  const exhibits = await known.exhibits(study, found);
  const runs = steps.map(({ resource }) => resource).filter((resource) => resource.startsWith('runs/'));
  const measured = await measuredModels(
    database,
    runs.map((run) => run.slice('runs/'.length)),
  );
  const { simulated } = record.spec;
  return {
    experiment: known.name,
    title: `${simulated ? 'SIMULATED. ' : ''}${known.summary}`,
    paper: known.paper,
    exhibits: exhibits.map((one) => ({
      ...one,
      id: `${known.name}-${one.id}`,
      title: simulated ? simulatedTitle(one) : one.title,
    })),
    notes: [
      ...(simulated ? ['Simulated models or judges took part: nothing here measures a model.'] : []),
      ...(undone.length === 0
        ? []
        : [
            `${undone.length} of ${steps.length} steps are not done, and what they would show is missing: ${undone.map(({ title, reason }) => (reason === '' ? title : `${title} (${reason})`)).join('; ')}`,
          ]),
      ...known.notes,
      ...measuredNotes(measured),
      "Intervals are of 95% and allow for people: Student's t on the cluster-robust error, none with fewer than five people.",
      ...(known.paper === '' ? [] : [`Published figures: ${PUBLISHED.citation}.`]),
    ],
    runs,
    simulated,
    complete: undone.length === 0,
  };
}

/** A figure is also seen without its page; what is only published was not simulated. */
function simulatedTitle({ title, series }: Exhibit): string {
  const measured = series.some(({ origin }) => origin !== SeriesOrigin.PUBLISHED);
  return measured && !title.startsWith('SIMULATED') ? `SIMULATED. ${title}` : title;
}

/** The rows of a job's steps. */
class StoredRows implements Found {
  readonly #parts: ResultParts;
  readonly #record: ExperimentRecord;
  readonly #db: Kysely<BenchmarkTables>;
  readonly #samples = new Map<string, Promise<readonly MeasuredSample[]>>();

  constructor(parts: ResultParts, record: ExperimentRecord) {
    this.#parts = parts;
    this.#record = record;
    this.#db = parts.database.tables<BenchmarkTables>(BENCHMARK_SCHEMA);
  }

  samples(ask: Ask): Promise<readonly MeasuredSample[]> {
    const run = this.#run(ask);
    if (run === undefined) return Promise.resolve([]);
    const known = this.#samples.get(run) ?? this.#read(run);
    this.#samples.set(run, known);
    return known;
  }

  paths(ask: Ask): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.#parts.store.paths(this.#record.id, this.#key(ask));
  }

  async twins(asks: readonly Ask[]): Promise<readonly PairEstimates[]> {
    const runs = asks.flatMap((ask) => this.#run(ask) ?? []);
    return (await pairEstimates(this.#parts.database, runs)).filter(({ kind }) => kind === 'twin');
  }

  async comparison(ask: Ask): Promise<ComparisonResult | undefined> {
    const output = await this.#parts.store.output(this.#record.id, this.#key(ask));
    return output === undefined ? undefined : ComparisonResult.fromJSON(output);
  }

  async retrieved(ask: Ask): Promise<readonly Retrieved[]> {
    return (
      ((await this.#parts.store.output(this.#record.id, this.#key(ask))) as
        readonly Retrieved[] | undefined) ?? []
    );
  }

  async agreement(ask: Ask): ReturnType<Found['agreement']> {
    const run = this.#run(ask);
    const rated = run === undefined ? [] : await this.#parts.ratings.rated(run);
    return rated.length === 0 ? undefined : (await measureAgreement(rated)).dimensions;
  }

  #key(ask: Ask): string {
    return keyOf(ask, this.#record.spec.contents);
  }

  #run(ask: Ask): string | undefined {
    const key = this.#key(ask);
    const resource = this.#record.progress.steps.find((step) => step.key === key)?.resource ?? '';
    return resource.startsWith('runs/') ? resource.slice('runs/'.length) : undefined;
  }

  async #read(run: string): Promise<readonly MeasuredSample[]> {
    const rows = await this.#db
      .selectFrom('outcome')
      .innerJoin('scenario', 'scenario.id', 'outcome.scenario_id')
      .select([
        'outcome.scenario_id as scenario',
        'scenario.domain',
        'scenario.profile_key as person',
        'outcome.model',
        'outcome.status',
        'outcome.repetition',
        'outcome.risk_sensitivity as risk',
        'outcome.emotional_empathy as empathy',
        'outcome.user_alignment as alignment',
        'outcome.questions',
      ])
      .where('outcome.run_id', '=', run)
      .where('outcome.state', '=', 'scored')
      .orderBy('outcome.sample')
      .execute();
    return rows.map(({ questions, risk, empathy, alignment, ...row }) => ({
      ...row,
      risk: risk ?? Number.NaN,
      empathy: empathy ?? Number.NaN,
      alignment: alignment ?? Number.NaN,
      questions: questions ?? undefined,
    }));
  }
}
