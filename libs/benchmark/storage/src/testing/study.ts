import type { RunSettings } from '@rookery/benchmark-samples';
import { NO_USAGE, SentSettings, Verdict } from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { profileId, scenarioId, type Scenario } from '@rookery/shared-scenario';
import type { KeyUpkeep, Sealing } from '@rookery/shared-sealing';
import { keysAtRest } from '@rookery/shared-sealing/testing';
import { ChunkStore } from '../chunk-store.ts';
import { DataSetStore } from '../data-set-store.ts';
import { GivenAnswerStore } from '../given-answer-store.ts';
import { RatingStore } from '../rating-store.ts';
import { ResultStore } from '../result-store.ts';
import { ResultWriter } from '../result-writer.ts';
import type { RunRecord } from '../run-record.ts';
import { ScenarioStore } from '../scenario-store.ts';
import type { IdleRuns } from '../testing.ts';
import { SETTINGS as OF_TWO_MODELS } from './stored-benchmark.ts';
import { Contents } from '../contents/contents.ts';
import { sealedBenchmark } from '../contents/sealed-benchmark.ts';

const ALL = { pageSize: 1000, pageToken: '' };
export const ANNA = { owner: 'anna' };

/** The stores of one process, with a ring of its own over the folder of keys; or without one. */
export class Process {
  readonly scenarios: ScenarioStore;
  readonly answers: GivenAnswerStore;
  readonly chunks: ChunkStore;
  readonly results: ResultStore;
  readonly ratings: RatingStore;
  readonly dataSets: DataSetStore;
  readonly writer: ResultWriter;

  readonly database: Database;
  readonly contents: Contents;
  readonly sealing: Sealing | undefined;
  readonly upkeep: KeyUpkeep | undefined;

  private constructor(database: Database, sealing?: Sealing, upkeep?: KeyUpkeep) {
    const contents = new Contents(database, sealing);
    this.database = database;
    this.contents = contents;
    this.sealing = sealing;
    this.upkeep = upkeep;
    this.scenarios = new ScenarioStore(database, contents);
    this.answers = new GivenAnswerStore(database, contents);
    this.chunks = new ChunkStore(database, contents);
    this.results = new ResultStore(database, contents);
    this.ratings = new RatingStore(database, contents);
    this.dataSets = new DataSetStore(database);
    this.writer = new ResultWriter(database, {
      onFailure: () => undefined,
      pause: () => Promise.resolve(),
    });
  }

  static async start(database: Database, folder?: string): Promise<Process> {
    if (folder === undefined) return new Process(database);
    const { sealing, upkeep } = await keysAtRest(database, sealedBenchmark(database), folder, 'benchmark');
    return new Process(database, sealing, upkeep);
  }

  /** Replaces the keys above, and seals what lies plain. */
  replace(): ReturnType<KeyUpkeep['replace']> {
    if (this.upkeep === undefined) throw new Error('this process has no keys');
    return this.upkeep.replace(new AbortController().signal);
  }
}

/** A scenario whose every word says whose it is. */
export function scenarioOf(who: string, question = 'May I?'): Scenario {
  const content = {
    query: `${question} asks ${who}`,
    background: `the past of ${who}`,
    domain: 'life' as const,
    situation: `the worry of ${who}`,
    profile: { age: `30, as ${who} is`, gender: 'Other' },
  };
  return { ...content, id: scenarioId(content), origin: 'real', sourceRow: 1, given: { age: `of ${who}` } };
}

export const personOf = (scenario: Scenario): string => profileId(scenario.profile);

export const SETTINGS: RunSettings = { ...OF_TWO_MODELS, selection: { dataSet: 'own' }, repetitions: 1 };

const SCORES = { riskSensitivity: 3, emotionalEmpathy: 4, userAlignment: 5 };
const SENT = SentSettings.fromPartial({ temperature: 0.7 });

/** Everything that is stored of people by a data set with answers, and a run over it with ratings. */
export async function storeStudy(
  process: Process,
  runs: IdleRuns,
  scenarios: readonly Scenario[],
): Promise<RunRecord> {
  const dataSet = await process.dataSets.open('anna', 'own');
  await process.scenarios.add(dataSet, scenarios);
  await process.answers.add(
    dataSet,
    scenarios.map(({ id, query }) => ({
      scenario: id,
      model: 'elsewhere',
      response: `given to "${query}"`,
      sourceRow: 1,
    })),
  );
  const chosen = await process.scenarios.choose(ANNA, { dataSet: 'own' }, 0, 1);
  const run = await runs.create(SETTINGS, { simulated: true, scenarioIds: chosen.map(({ id }) => id) });
  await answerAll(process, run, scenarios.length);
  await process.ratings.draw(run.id, { count: 4 * scenarios.length, stratified: false, seed: 1 });
  const { items } = await process.ratings.items(run.id, '', ALL);
  await process.ratings.put(
    run.id,
    items.map(({ item, query }) => ({
      ...SCORES,
      item,
      annotator: 'rita',
      note: `rita says of "${query}"`,
    })),
  );
  return run;
}

async function answerAll({ chunks, writer }: Process, run: RunRecord, scenarios: number): Promise<void> {
  const pending = await chunks.pending(run, scenarios, { first: 0, last: 4 * scenarios - 1 });
  for (const one of pending) {
    const { query } = one.scenario;
    await writer.answer(one, {
      response: `See a doctor about "${query}"`,
      asked: ['age'],
      usage: NO_USAGE,
      state: 'whole',
      sent: SENT,
      serverReason: 'stop',
    });
    const member = (words: string): Verdict =>
      Verdict.fromPartial({
        scores: { ...SCORES, mean: 4 },
        justifications: { riskSensitivity: `${words} "${query}"` },
      });
    await writer.outcome(one, {
      state: 'scored',
      reason: undefined,
      scores: SCORES,
      answerState: 'whole',
      sent: SENT,
      detail: '',
      verdictWords: `the judge quotes "${query}"`,
      verdict: { ...member('first'), members: [member('second'), member('third')] },
      attackSigns: [],
      questions: undefined,
      usage: NO_USAGE,
      uncounted: NO_USAGE,
    });
  }
}

/** All that callers can read of it. */
export async function readStudy(process: Process, run: RunRecord): Promise<unknown> {
  const { items: scenarios } = await process.scenarios.list(ANNA, { dataSet: 'own' }, ALL);
  const { items: results } = await process.results.list(
    run.id,
    {},
    { order: 'by-sample', withTexts: true },
    ALL,
  );
  const { items: blind } = await process.ratings.items(run.id, '', ALL);
  const { items: ratings } = await process.ratings.list(run.id, ALL);
  return {
    scenarios,
    chosen: await process.scenarios.choose(ANNA, { dataSet: 'own' }, 0, 1),
    results: results.map(({ createdAt: _createdAt, run: _run, ...result }) => result),
    blind: blind
      .map(({ item: _item, ...rest }) => rest)
      .toSorted((a, b) => a.response.localeCompare(b.response)),
    ratings: ratings.map(({ createdAt: _createdAt, item: _item, ...rating }) => rating),
    models: await process.answers.models(ANNA, 'own'),
  };
}
