import type { RunSettings } from '@rookery/benchmark-samples';
import { SentSettings } from '@rookery/shared-contracts';
import { type Database, migrate, type Page, type PageRequest } from '@rookery/shared-database';
import { testDatabase } from '@rookery/shared-database/testing';
import { type DomainOrUnknown, type Scenario, scenarioId } from '@rookery/shared-scenario';
import { ChunkStore, type PendingSample } from '../chunk-store.ts';
import { DataSetStore } from '../data-set-store.ts';
import type { SampleOutcome } from '../result-rows.ts';
import { ResultWriter } from '../result-writer.ts';
import type { RunRecord } from '../run-record.ts';
import { ScenarioStore } from '../scenario-store.ts';
import { BENCHMARK_MIGRATIONS, BENCHMARK_SCHEMA } from '../schema/benchmark-schema.ts';
import { IdleRuns } from '../testing.ts';

export const ANNA = { owner: 'anna' };
export const BEN = { owner: 'ben' };

/** Scenarios of each run. */
const POSITIONS = 8;

/** Of two models in two statuses, each twice. */
export const SETTINGS: RunSettings = {
  selection: {},
  limit: 0,
  models: ['a', 'b'],
  statuses: ['vanilla', 'agent'],
  repetitions: 2,
  judgeModel: 'judge',
  maxQuestions: 5,
  completenessThreshold: 4,
  seed: 1,
  concurrency: 16,
};

export const USAGE = { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5, unpricedCalls: 0 };
export const SCORED: SampleOutcome = {
  state: 'scored',
  reason: undefined,
  scores: { riskSensitivity: 3, emotionalEmpathy: 4, userAlignment: 5 },
  questions: undefined,
  answerState: 'whole',
  sent: undefined,
  detail: '',
  verdictWords: '',
  verdict: undefined,
  attackSigns: [],
  usage: USAGE,
  uncounted: { calls: 1, inputTokens: 4, outputTokens: 2, costUsd: 0.25, unpricedCalls: 0 },
};
export const ANSWER = {
  response: 'An answer.',
  asked: ['age'],
  usage: { calls: 1, inputTokens: 6, outputTokens: 3, costUsd: 0.25, unpricedCalls: 0 },
  state: 'whole' as const,
  serverReason: 'stop',
  sent: SentSettings.fromPartial({ temperature: 0.7, seed: 4_294_967_295 }),
};

/** All items of a list, page by page. */
export async function allOf<Item>(
  read: (request: PageRequest) => Promise<Page<Item>>,
  pageSize: number,
): Promise<Item[]> {
  const items: Item[] = [];
  let pageToken = '';
  do {
    const page = await read({ pageSize, pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return items;
}

/** One of many: two in a row are of one person. */
export function scenario(number: number, domain: DomainOrUnknown, extra = ''): Scenario {
  const content = {
    query: `Question ${number}${extra}`,
    background: '',
    domain,
    situation: '',
    profile: { age: `${Math.floor(number / 2)}` },
  };
  return { ...content, id: scenarioId(content), origin: 'own', sourceRow: number };
}

/** A database with the benchmark's tables, and runs that nobody works on. */
export class StoredBenchmark {
  readonly database: Database;
  readonly runs: IdleRuns;

  private constructor(database: Database, runs: IdleRuns) {
    this.database = database;
    this.runs = runs;
  }

  static async open(): Promise<StoredBenchmark> {
    const database = await testDatabase();
    await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
    return new StoredBenchmark(database, await IdleRuns.open(database));
  }

  /** @param name of the data set */
  async addTo(name: string, rows: readonly Scenario[], owner = 'anna'): Promise<Set<string>> {
    return new ScenarioStore(this.database).add(
      await new DataSetStore(this.database).open(owner, name),
      rows,
    );
  }

  /** @param label of its data set, and of what its scenarios ask */
  async newRun(label: string, settings: RunSettings = SETTINGS): Promise<RunRecord> {
    await this.addTo(
      label,
      Array.from({ length: POSITIONS }, (_, number) => scenario(number, 'life', label)),
    );
    const chosen = await new ScenarioStore(this.database).choose(ANNA, { dataSet: label }, 0, 1);
    return this.runs.create(settings, { simulated: true, scenarioIds: chosen.map(({ id }) => id) });
  }

  async pendingOf(run: RunRecord): Promise<readonly PendingSample[]> {
    const range = { first: 0, last: run.progress.samplesTotal - 1 };
    return new ChunkStore(this.database).pending(run, POSITIONS, range);
  }

  /** As it is now. */
  async seen({ id }: RunRecord): Promise<RunRecord> {
    return this.runs.jobs.get(ANNA, id);
  }

  patientWriter(): ResultWriter {
    return new ResultWriter(this.database, {
      onFailure: () => undefined,
      pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
    });
  }

  async close(): Promise<void> {
    await this.runs.jobs.stop();
    await this.database.close();
  }
}
