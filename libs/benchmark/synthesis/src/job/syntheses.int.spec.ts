import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BENCHMARK_MIGRATIONS,
  BENCHMARK_SCHEMA,
  benchmarkPlaces,
  Contents,
  DataSetStore,
  knownScenarios,
  openedPerson,
  personKeyId,
  ScenarioStore,
  type BenchmarkTables,
} from '@rookery/benchmark-storage';
import { sealDatabase, type SealedDatabase } from '@rookery/benchmark-storage/testing';
import {
  Domain,
  AnswerState,
  Capability,
  GenerateResponse,
  Model,
  SynthesisSpec,
  type EmbedResponse,
} from '@rookery/shared-contracts';
import { migrate, type Database } from '@rookery/shared-database';
import { silentLog, testDatabase } from '@rookery/shared-database/testing';
import { RookeryError } from '@rookery/shared-errors';
import { Holding } from '@rookery/shared-holding';
import { openJobs, type Jobs } from '@rookery/shared-jobs';
import { readSection } from '@rookery/shared-prompting';
import type { EmbedCall, GenerateCall, Inference } from '@rookery/shared-routing';
import { runAsJob, type Caller } from '@rookery/shared-runtime';
import type { Scenario } from '@rookery/shared-scenario';
import { QueryStore } from './query-store.ts';
import { synthesisReport } from '../report/synthesis-report.ts';
import { Syntheses } from './syntheses.ts';
import { SynthesisControl } from './synthesis-control.ts';
import type { SynthesisProgress, SynthesisRecord } from './synthesis-record.ts';

const ANNA: Caller = { name: 'anna', operator: false };
const USAGE = { calls: 1, inputTokens: 100, outputTokens: 10, costUsd: 0.5, unpricedCalls: 0 };

/** Models whose words are scripted: by default each question is a new one. */
class ScriptedModels implements Pick<Inference, 'generate' | 'embed' | 'models'> {
  asked: GenerateCall[] = [];
  script: (asked: number, wanted: number) => readonly string[] = (_asked, wanted) => this.fresh(wanted);
  /** What the answer to a call waits for. */
  held: (asked: number) => Promise<void> = () => Promise.resolve();
  readonly #words = Array.from({ length: 40 }, (_, at) => `word${at}`);
  #count = 0;

  async generate(request: GenerateCall): Promise<GenerateResponse> {
    this.asked.push(request);
    const prompt = request.messages?.at(-1)?.content ?? '';
    const asked = this.asked.length;
    const questions = this.script(asked, Number(readSection(prompt, 'count')));
    await this.held(asked);
    return GenerateResponse.fromPartial({
      text: JSON.stringify({ questions }),
      state: AnswerState.WHOLE,
      usage: USAGE,
      simulated: true,
    });
  }

  /** A vector for each word, so that equal questions are near and others are not. */
  async embed({ texts = [] }: EmbedCall): Promise<EmbedResponse> {
    const vector = (text: string): number[] => {
      const values = new Array<number>(1024).fill(0);
      for (const word of text.split(/\W+/u)) {
        const place = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1024, 7);
        values[place] = (values[place] ?? 0) + 1;
      }
      return values;
    };
    return { embeddings: texts.map((text) => ({ values: vector(text) })), usage: { ...USAGE, costUsd: 0 } };
  }

  models(): Promise<Model[]> {
    return Promise.resolve([
      Model.fromPartial({ id: 'm', capabilities: [Capability.GENERATE] }),
      Model.fromPartial({ id: 'sim/e', capabilities: [Capability.EMBED], simulated: true }),
      Model.fromPartial({ id: 'real-e', capabilities: [Capability.EMBED] }),
    ]);
  }

  reset(): void {
    this.asked = [];
    this.script = (_asked, wanted) => this.fresh(wanted);
    this.held = () => Promise.resolve();
  }

  fresh(wanted: number): string[] {
    return Array.from({ length: wanted }, () => {
      this.#count += 1;
      const words = Array.from(
        { length: 6 },
        (_one, at) => `${this.#words[(this.#count * 7 + at * 11) % 40]}${this.#count}x${at}`,
      );
      return `How ${words.join(' ')}?`;
    });
  }
}

let database: Database;
let contents: Contents;
let jobs: Jobs<SynthesisSpec, SynthesisProgress>;
let control: SynthesisControl;
let scenarios: ScenarioStore;
const models = new ScriptedModels();

let keys: SealedDatabase | undefined;

async function begin(sealed: boolean): Promise<void> {
  database = await testDatabase();
  await migrate(database, BENCHMARK_SCHEMA, BENCHMARK_MIGRATIONS);
  keys = sealed ? await sealDatabase(database) : undefined;
  contents = keys?.contents ?? new Contents(database);
  scenarios = new ScenarioStore(database, contents);
  const kind = new Syntheses({
    database,
    contents,
    scenarios,
    inference: models,
    probe: () => Promise.resolve(),
    log: silentLog,
  });
  jobs = await openJobs({ database, schema: BENCHMARK_SCHEMA, kind, log: silentLog, runAsJob });
  control = new SynthesisControl({ dataSets: new DataSetStore(database), contents, jobs, inference: models });
  await jobs.work(3);
}

async function finish(): Promise<void> {
  await jobs.stop();
  await keys?.close();
  await database.close();
}

afterEach(() => models.reset());

let made = 0;

function create(changes: Partial<SynthesisSpec> = {}, requestId = ''): Promise<SynthesisRecord> {
  made += 1;
  const dataSet = `dataSets/made-${made}`;
  const spec = SynthesisSpec.fromPartial({
    dataSet,
    model: 'm',
    profiles: 7,
    queriesPerProfile: 3,
    seed: 5,
    ...changes,
  });
  return control.create(ANNA, requestId, spec, new AbortController().signal);
}

async function ended({ id }: SynthesisRecord): Promise<SynthesisRecord> {
  let last: SynthesisRecord | undefined;
  for await (const job of jobs.watch('everyone', id, new AbortController().signal)) last = job;
  if (last === undefined) throw new Error('the watch told nothing');
  return last;
}

async function rowsOf({ spec }: SynthesisRecord): Promise<readonly Scenario[]> {
  const dataSet = spec.dataSet.replace('dataSets/', '');
  return (await scenarios.list({ owner: 'anna' }, { dataSet }, { pageSize: 1000, pageToken: '' })).items;
}

describe.each([false, true])('a synthesis (sealed: %s)', (sealed) => {
  beforeAll(() => begin(sealed), 60_000);
  afterAll(finish, 60_000);

  it('brings queries of sampled people into a data set, spread over the domains', async () => {
    const job = await create();
    expect(job).toMatchObject({
      state: 'pending',
      spec: { embedder: 'real-e' },
      progress: { profilesTotal: 7 },
    });
    const end = await ended(job);
    expect(end).toMatchObject({
      state: 'succeeded',
      progress: { profilesDone: 7, profilesFailed: 0, queriesKept: 21, simulated: true, dropped: [] },
    });
    expect(end.progress.usage).toMatchObject({ calls: 14, costUsd: 3.5 });
    expect(end.progress.madeWith).toContain('profile-network@1');
    const rows = await rowsOf(job);
    expect(rows).toHaveLength(21);
    expect(new Set(rows.map(({ domain }) => domain)).size).toBe(7);
    for (const row of rows) {
      expect(row).toMatchObject({ origin: 'synthetic', background: '' });
      expect(Object.keys(row.profile)).toHaveLength(10);
    }
    const report = await synthesisReport({ database, contents }, end);
    const { rows: plain } = await database.pool.query(
      "SELECT FROM benchmark.synthesis_query JOIN benchmark.synthesis_profile USING (job, piece) WHERE query <> '' OR profile <> '{}'",
    );
    expect(plain).toHaveLength(sealed ? 0 : 21);
    expect(report).toMatchObject({ inBalance: true, diversity: { queries: 21 } });
    expect(report.domains.map(({ queries }) => queries)).toEqual([3, 3, 3, 3, 3, 3, 3]);
  });

  it('samples the same people for the same seed, and the people that are asked for', async () => {
    const profilesOf = async ({ id }: SynthesisRecord): Promise<unknown[]> => {
      const rows = await database
        .tables<BenchmarkTables>(BENCHMARK_SCHEMA)
        .selectFrom('synthesis_profile')
        .selectAll()
        .where('job', '=', id)
        .orderBy('piece')
        .execute();
      const ids = rows.map(({ piece }) => personKeyId(id, piece));
      const found = await contents.keysOf(ids);
      return rows.map((row, at) => openedPerson(row, ids[at] ?? '', contents, found)?.profile);
    };
    const [one, other, third] = [await create(), await create(), await create({ seed: 6 })];
    expect(await profilesOf(one)).toEqual(await profilesOf(other));
    expect(await profilesOf(one)).not.toEqual(await profilesOf(third));
    const given = { age: { values: ['18-24'] }, emotional_state: { values: ['Despair', 'Anger'] } };
    const fourth = await create({ given });
    for (const profile of await profilesOf(fourth)) {
      expect(profile).toMatchObject({
        age: '18-24',
        emotional_state: expect.stringMatching(/^(Despair|Anger)$/),
      });
    }
    for (const job of [one, other, third, fourth]) await ended(job);
  });

  it('drops what breaks the rules, asks again for as many, and says what was dropped', async () => {
    models.script = (asked, wanted) => {
      models.script = (_, again) =>
        Array.from({ length: again }, (_one, at) => `How do I a${asked} b${at} c${at} d${again}?`);
      return [
        'And then?',
        'As a 30-year-old, how do I sleep?',
        ...Array.from({ length: wanted - 2 }, () => 'How do I sleep tonight?'),
      ];
    };
    const end = await ended(await create({ profiles: 1 }));
    expect(end.progress).toMatchObject({ queriesKept: 3, usage: { calls: 4 } });
    expect(end.progress.dropped).toEqual([
      { job: end.id, reason: 'states_profile', queries: 1, example: 'As a 30-year-old, how do I sleep?' },
      { job: end.id, reason: 'too_short', queries: 1, example: 'And then?' },
    ]);
    const [, second] = models.asked;
    expect(second?.messages?.at(-1)?.content).toContain('<avoid>\nAnd then?');
    expect(second?.messages?.at(-1)?.content).toContain('<count>\n2\n</count>');
  });

  it('keeps no query twice in a domain, nor one that is nearly the same', async () => {
    const same = [
      'How do I sleep tonight?',
      'how do I sleep tonight ?',
      'How do I ever sleep tonight at home?',
    ];
    models.script = () => same;
    const end = await ended(await create({ profiles: 14, nearDuplicate: 0.7 }));
    expect(end.state).toBe('incomplete');
    expect(end.stateReason).toContain('7 of 14 profiles have no query (7 NO_QUERY_KEPT)');
    expect(end.progress).toMatchObject({ profilesDone: 7, profilesFailed: 7, queriesKept: 7 });
    expect(end.progress.dropped.map(({ reason }) => reason).sort()).toEqual(['duplicate', 'near_duplicate']);
    models.reset();
    await jobs.resume({ owner: 'anna' }, end.id);
    expect(await ended(end)).toMatchObject({
      state: 'succeeded',
      progress: { profilesDone: 14, queriesKept: 28 },
    });
  });

  it('asks again when another profile has kept the same query in the meantime', async () => {
    // Both have asked before either is noted.
    const both = Promise.withResolvers<void>();
    models.script = (asked, wanted) => {
      const fresh = models.fresh(wanted);
      if (asked === 2) both.resolve();
      return asked > 2 ? fresh : ['How do I sleep tonight?', ...fresh.slice(1)];
    };
    models.held = (asked) => (asked > 2 ? Promise.resolve() : both.promise);
    const end = await ended(await create({ profiles: 2, domains: [Domain.HEALTH] }));
    expect(end).toMatchObject({
      state: 'succeeded',
      progress: { profilesDone: 2, queriesKept: 6, usage: { calls: 6 } },
    });
    expect(end.progress.dropped).toMatchObject([{ reason: 'duplicate', queries: 1 }]);
  });

  it('stops before the next profile at a limit, and goes on with another one', async () => {
    const job = await ended(await create({ maxCalls: 4 }));
    expect(job).toMatchObject({ state: 'stopped', stateReason: expect.stringContaining('of 4 calls') });
    expect(job.progress.profilesDone).toBeLessThan(7);
    await jobs.resume({ owner: 'anna' }, job.id, { maxCalls: 1000, maxCostUsd: undefined });
    expect(await ended(job)).toMatchObject({
      state: 'succeeded',
      progress: { profilesDone: 7, queriesKept: 21 },
    });
    expect(await rowsOf(job)).toHaveLength(21);
  });

  it('goes on where a process died between a query and the data set', async () => {
    const job = await ended(await create({ profiles: 1 }));
    const before = await rowsOf(job);
    await database.pool.query("UPDATE benchmark.synthesis_profile SET state = 'written' WHERE job = $1", [
      job.id,
    ]);
    await database.pool.query('DELETE FROM benchmark.data_set_scenario WHERE scenario_id = ANY($1)', [
      before.map(({ id }) => id),
    ]);
    await database.pool.query("UPDATE benchmark.job SET state = 'cancelled' WHERE id = $1", [job.id]);
    const asked = models.asked.length;
    await jobs.resume({ owner: 'anna' }, job.id);
    await ended(job);
    expect(await rowsOf(job)).toEqual(before);
    expect(models.asked).toHaveLength(asked);
  });

  it('fails where the model cannot be paid, and says so', async () => {
    models.script = () => {
      throw new RookeryError('FAILED_PRECONDITION', 'insufficient balance', { reason: 'MODEL_QUOTA_SPENT' });
    };
    expect(await ended(await create())).toMatchObject({
      state: 'stopped',
      stateReason: expect.stringContaining('no money is left at the server of m'),
    });
  });

  it.each([
    [{ model: 'nobody' }, 'NOT_FOUND', 'spec.model: no inference worker serves nobody; there is: m'],
    [{ embedder: 'm' }, 'NOT_FOUND', 'spec.embedder: no inference worker serves m; there is: real-e, sim/e'],
    [{ given: { planet: { values: ['Mars'] } } }, 'INVALID_ARGUMENT', 'spec.given: has an unknown attribute'],
    [{ given: { age: { values: ['7'] } } }, 'INVALID_ARGUMENT', 'spec.given: age: one or more of 18-24'],
  ])('refuses %j', async (changes, code, message) => {
    await expect(create(changes)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('is made once under one request id', async () => {
    const spec = { dataSet: 'dataSets/once', profiles: 1 };
    const [one, again] = [await create(spec, 'r1'), await create(spec, 'r1')];
    expect(again.id).toBe(one.id);
    await expect(create({ ...spec, seed: 9 }, 'r1')).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  });

  it('from before there were keys says the same when it is sealed', async () => {
    if (sealed) return;
    const before = await ended(await create({ profiles: 3 }));
    const report = await synthesisReport({ database, contents }, before);
    const { contents: opened, close } = await sealDatabase(database);
    const { rows } = await database.pool.query(
      "SELECT FROM benchmark.synthesis_query WHERE query <> '' OR scenario_id IS NULL AND dropped = ''",
    );
    expect(rows).toEqual([]);
    expect(await synthesisReport({ database, contents: opened }, before)).toEqual(report);
    const kept = await new QueryStore(database, opened).written(before.id, 0);
    expect(kept.map(({ query }) => query)).toEqual([
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    await close();
  });

  it('is found by a scenario that one of its queries became, with all that was written for that person', async () => {
    const job = await ended(await create({ profiles: 2 }));
    const [row] = await rowsOf(job);
    const ids = [row?.id ?? ''];
    const known = await knownScenarios({ database, contents }, ids, { tenant: 'anna', sameProfile: false });
    const person = {
      tenant: 'anna',
      endUser: '',
      sessions: [],
      scenarios: [...known.scenarios],
      profiles: [...known.profiles],
      queries: [...known.queries],
    };
    const holding = new Holding({ database, places: benchmarkPlaces(contents) });
    const { places } = await holding.find(person);
    const found = new Map(places.map(({ place, rows }) => [place, rows]));
    expect(found.get('benchmark.synthesis_profile')).toBe(1);
    expect(found.get('benchmark.synthesis_query')).toBe(3);
    const shown = (await Array.fromAsync(holding.export(person))).map(({ json }) => json).join('\n');
    expect(shown).toContain(JSON.stringify(row?.query));
    expect(shown).toContain(JSON.stringify(row?.situation));
  });

  it('is erased with its people, and its scenarios stay', async () => {
    const job = await ended(await create({ profiles: 1 }));
    await jobs.delete({ owner: 'anna' }, job.id);
    const left = await database.pool.query('SELECT FROM benchmark.synthesis_query WHERE job = $1', [job.id]);
    expect(left.rowCount).toBe(0);
    expect(await rowsOf(job)).toHaveLength(3);
  });
});
