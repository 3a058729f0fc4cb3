import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as contracts from '@rookery/shared-contracts';
import { Derivation, Status } from '@rookery/shared-contracts';
import type { RookeryError } from '@rookery/shared-errors';
import { Rookery } from '@rookery/shared-client';
import { client, connect, type ContractService } from '@rookery/shared-transport';
import { Command } from './testing/command.ts';
import { RunningPlatform } from './testing/running-platform.ts';

const MODEL = 'sim/gpt-4o';
/** A word that tenant A alone has typed. */
const CANARY = 'zanzibar';

/** What tenant A has, by name. */
interface Names {
  readonly dataSet: string;
  readonly scenario: string;
  readonly run: string;
  readonly build: string;
  readonly synthesis: string;
  readonly experiment: string;
  readonly comparison: string;
  readonly library: string;
  readonly path: string;
  readonly session: string;
  readonly erasure: string;
}

/** The same of somebody who never was. */
const NEVER: Names = {
  dataSet: 'dataSets/never',
  scenario: 'scenarios/0123456789abcdef',
  run: 'runs/never',
  build: 'libraryBuilds/never',
  synthesis: 'syntheses/never',
  experiment: 'experiments/never',
  comparison: 'comparisons/never',
  library: 'libraries/team-a~never',
  path: 'libraries/team-a~never/paths/never',
  session: 'sessions/never',
  erasure: 'erasures/never',
};

const OPTIONS = {
  planner: 'one-at-a-time',
  parametersJson: '{"rounds":1}',
  budget: 4,
  depth: 2,
  answerModel: MODEL,
  judgeModel: MODEL,
};
const runSpec = (more: object): object => ({ limit: 1, models: [MODEL], judgeModel: MODEL, ...more });

type Build = (names: Names) => object | readonly object[];
const name =
  (field: keyof Names): Build =>
  (names) => ({ name: names[field] });
const parent =
  (field: keyof Names): Build =>
  (names) => ({ parent: names[field] });
const NOTHING_NAMED = Symbol('names nothing of anybody');
/** Lists: what they show is looked at, for they refuse nothing. */
const LIST = Symbol('a list of one’s own');

/** What tenant B sends in each call of the contract, to get at what is A's. */
const TRIES: Readonly<Record<string, Build | typeof NOTHING_NAMED | typeof LIST>> = {
  'AgentService/Converse': ({ library, session }) => [
    { event: { $case: 'start', value: { query: 'May I?', model: MODEL, library } } },
    { event: { $case: 'resume', value: { session } } },
  ],
  'AgentService/GetSession': name('session'),
  'AgentService/ListSessions': LIST,
  'AgentService/DeleteSession': name('session'),
  'AgentService/ListDeletedSessions': NOTHING_NAMED,
  'AgentService/ReportReferrals': NOTHING_NAMED,
  'PlannerService/Plan': NOTHING_NAMED,
  'PlannerService/ListPlanners': NOTHING_NAMED,
  'LibraryService/CreateLibrary': NOTHING_NAMED,
  'LibraryService/GetLibrary': name('library'),
  'LibraryService/ListLibraries': LIST,
  'LibraryService/DeleteLibrary': name('library'),
  'LibraryService/PublishLibrary': name('library'),
  'LibraryService/ListPaths': parent('library'),
  'LibraryService/GetPath': name('path'),
  'LibraryService/DeletePath': name('path'),
  'LibraryService/FindPaths': ({ library }) => ({ parent: library, query: CANARY }),
  'LibraryService/ReindexLibrary': name('library'),
  'LibraryService/ExportLibrary': name('library'),
  'LibraryService/ImportLibrary': NOTHING_NAMED,
  'ComparisonService/ComparePlanners': NOTHING_NAMED,
  'ComparisonService/GetComparison': name('comparison'),
  'ComparisonService/ListComparisons': LIST,
  'ComparisonService/WatchComparison': name('comparison'),
  'ComparisonService/CancelComparison': name('comparison'),
  'ComparisonService/ResumeComparison': name('comparison'),
  'ComparisonService/DeleteComparison': name('comparison'),
  'PlannerBackendService/Describe': NOTHING_NAMED,
  'PlannerBackendService/Search': NOTHING_NAMED,
  'JudgeService/Judge': NOTHING_NAMED,
  'JudgeService/JudgeStream': NOTHING_NAMED,
  'JudgeService/Compare': NOTHING_NAMED,
  'InferenceService/Generate': NOTHING_NAMED,
  'InferenceService/GenerateStream': NOTHING_NAMED,
  'InferenceService/Embed': NOTHING_NAMED,
  'InferenceService/ListBatches': NOTHING_NAMED,
  'InferenceService/ListModels': NOTHING_NAMED,
  'WorkerService/RegisterWorker': NOTHING_NAMED,
  'WorkerService/RenewWorker': NOTHING_NAMED,
  'WorkerService/RemoveWorker': NOTHING_NAMED,
  'WorkerService/WatchWorkers': NOTHING_NAMED,
  'HoldingService/FindHeld': NOTHING_NAMED,
  'HoldingService/EraseHeld': NOTHING_NAMED,
  'HoldingService/ExportHeld': NOTHING_NAMED,
  'ProcessService/ReadProcesses': NOTHING_NAMED,
  'ScenarioService/ImportScenarios': NOTHING_NAMED,
  'ScenarioService/ListScenarios': LIST,
  'ScenarioService/GetScenario': name('scenario'),
  'ScenarioService/DeleteScenario': name('scenario'),
  'ScenarioService/DeriveScenarios': ({ dataSet }) => ({
    dataSet,
    into: 'dataSets/taken',
    derivation: Derivation.TWINS,
  }),
  'ScenarioService/GetDataCard': name('dataSet'),
  'ScenarioService/ListDataSets': LIST,
  'ScenarioService/DeleteDataSet': name('dataSet'),
  'RunService/EstimateRun': ({ dataSet }) => ({
    spec: runSpec({ filter: { dataSet }, statuses: [Status.VANILLA] }),
  }),
  'RunService/GetDerivedPairs': name('run'),
  // What it judges again of another run, RejudgeRun says.
  'RunService/CreateRun': ({ dataSet, library }) => [
    { spec: runSpec({ filter: { dataSet }, statuses: [Status.VANILLA] }) },
    { spec: runSpec({ library, statuses: [Status.PLANNER] }) },
  ],
  'RunService/RejudgeRun': ({ run }) => ({ name: run, judgeModel: MODEL }),
  'RunService/GetDrift': ({ run }) => ({ name: run, base: run }),
  'RunService/GetRun': name('run'),
  'RunService/ListRuns': LIST,
  'RunService/CancelRun': name('run'),
  'RunService/ResumeRun': name('run'),
  'RunService/WatchRun': name('run'),
  'RunService/DeleteRun': name('run'),
  'RunService/ListResults': parent('run'),
  'RunService/GetReport': name('run'),
  'RunService/PlanPower': ({ run }) => ({ name: run, difference: 0.5 }),
  'RatingService/DrawRatingItems': ({ run }) => ({ parent: run, count: 1 }),
  'RatingService/ListRatingItems': parent('run'),
  'RatingService/PutRatings': ({ run }) => ({
    parent: run,
    ratings: [
      {
        item: `${run}/ratingItems/1`,
        annotator: 'ben',
        riskSensitivity: 1,
        emotionalEmpathy: 1,
        userAlignment: 1,
      },
    ],
  }),
  'RatingService/ListRatings': parent('run'),
  'RatingService/DeleteRatings': ({ run }) => ({ parent: run, annotator: 'anna' }),
  'RatingService/GetAgreement': name('run'),
  'LibraryBuildService/CreateLibraryBuild': ({ dataSet }) => ({
    spec: { library: 'libraries/mine', dataSet, options: OPTIONS },
  }),
  'LibraryBuildService/GetLibraryBuild': name('build'),
  'LibraryBuildService/ListLibraryBuilds': LIST,
  'LibraryBuildService/WatchLibraryBuild': name('build'),
  'LibraryBuildService/ResumeLibraryBuild': name('build'),
  'LibraryBuildService/CancelLibraryBuild': name('build'),
  'LibraryBuildService/DeleteLibraryBuild': name('build'),
  'SynthesisService/CreateSynthesis': NOTHING_NAMED,
  'SynthesisService/GetSynthesis': name('synthesis'),
  'SynthesisService/ListSyntheses': LIST,
  'SynthesisService/GetSynthesisReport': name('synthesis'),
  'SynthesisService/WatchSynthesis': name('synthesis'),
  'SynthesisService/ResumeSynthesis': name('synthesis'),
  'SynthesisService/CancelSynthesis': name('synthesis'),
  'SynthesisService/DeleteSynthesis': name('synthesis'),
  'ExperimentService/RunExperiment': ({ dataSet }) => ({
    spec: { experiments: ['main'], filter: { dataSet }, models: [MODEL], judgeModel: MODEL, limit: 1 },
  }),
  'ExperimentService/ListKnownExperiments': NOTHING_NAMED,
  'ExperimentService/GetExperiment': name('experiment'),
  'ExperimentService/GetExperimentResult': name('experiment'),
  'ExperimentService/ListExperiments': LIST,
  'ExperimentService/WatchExperiment': name('experiment'),
  'ExperimentService/ResumeExperiment': name('experiment'),
  'ExperimentService/CancelExperiment': name('experiment'),
  'ExperimentService/DeleteExperiment': name('experiment'),
  // What is named there need not be anybody's: erasure.int.spec.ts shows that nothing of another's is found.
  'PersonService/ErasePerson': NOTHING_NAMED,
  'PersonService/ExportPerson': NOTHING_NAMED,
  'PersonService/GetErasure': name('erasure'),
  'PersonService/ListErasures': LIST,
  'PersonService/WatchErasure': name('erasure'),
  'UsageService/SummarizeUsage': NOTHING_NAMED,
};

type Contract = ContractService & {
  readonly methods: Readonly<
    Record<string, { readonly requestStream: boolean; readonly responseStream: boolean }>
  >;
};

const CALLS = Object.values<unknown>(contracts)
  .filter(
    (value): value is Contract =>
      typeof value === 'object' && value !== null && 'fullName' in value && 'methods' in value,
  )
  .flatMap((definition) =>
    Object.entries<{
      readonly name: string;
      readonly requestStream: boolean;
      readonly responseStream: boolean;
    }>(definition.methods).map(([key, method]) => ({
      definition,
      key,
      method,
      call: `${definition.fullName.split('.').at(-1)}/${method.name}`,
    })),
  );

let platform: RunningPlatform;
let a: string;
let b: string;
let mine: Names;
const toClose: (() => void)[] = [];

/** A key that the platform takes, made by command. */
async function keyOf(tenant: string): Promise<string> {
  const words = ['keys', 'create', '--tenant', tenant, '--roles', 'converse,run,read'];
  const made = await new Command(words, { ROOKERY_DATA: `${platform.folder}/data` }).finished();
  if (made.exit !== 0) throw new Error(made.stderr);
  const key = made.stdout.trim();
  const known = async (apiKey: string | undefined): Promise<boolean> => {
    const channel = connect(platform.address, { apiKey });
    const call = client(contracts.InferenceServiceDefinition, channel).listModels({});
    const answered = await call.then(
      () => true,
      () => false,
    );
    channel.close();
    return answered;
  };
  // As long as there was never a key, everybody is let in.
  while (await known(undefined)) await new Promise((resolve) => setTimeout(resolve, 100));
  while (!(await known(key))) await new Promise((resolve) => setTimeout(resolve, 100));
  return key;
}

type Answer = { readonly messages: readonly object[] } | { readonly code: string; readonly message: string };

/** Makes one call with a key, whatever kind it is, and reads all that is said. */
async function send(
  key: string,
  { definition, key: method, method: shape }: (typeof CALLS)[number],
  request: object,
): Promise<Answer> {
  const channel = connect(platform.address, { apiKey: key });
  try {
    const methods = client(definition, channel) as unknown as Record<
      string,
      (request: unknown) => Promise<object> & AsyncIterable<object>
    >;
    const requests = async function* (): AsyncGenerator<object> {
      yield request;
    };
    const call = methods[method]?.(shape.requestStream ? requests() : request);
    if (call === undefined) throw new Error(`no method ${method}`);
    return { messages: shape.responseStream ? await Array.fromAsync(call) : [await call] };
  } catch (error) {
    const { code, message } = error as RookeryError;
    return { code, message };
  } finally {
    channel.close();
  }
}

function triesOf(build: Build, names: Names): readonly object[] {
  const made = build(names);
  return Array.isArray(made) ? (made as readonly object[]) : [made];
}

const namesIn = (names: Names): string[] => Object.values<string>({ ...names });

/** The words of a refusal, with a mark where they say what was asked for. */
function withoutNames(answer: Answer, names: Names): Answer {
  if (!('code' in answer)) return answer;
  let { message } = answer;
  for (const one of namesIn(names).toSorted((x, y) => y.length - x.length))
    message = message.replaceAll(one, '*');
  return { code: answer.code, message };
}

async function last<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  let found: T | undefined;
  for await (const item of items) found = item;
  return found;
}

beforeAll(async () => {
  platform = await RunningPlatform.start();
  [a, b] = [await keyOf('team-a'), await keyOf('team-b')];
  const anna = new Rookery({ address: platform.address, apiKey: a });
  toClose.push(() => anna.close());
  const service = <Definition extends ContractService>(definition: Definition) => anna.service(definition);
  const row = {
    query: `May I fast in ${CANARY}?`,
    domain: 'health',
    origin: 'own',
    age: '30',
    gender: 'Other',
  };
  await anna.scenarios.importScenarios(
    (async function* () {
      yield { event: { $case: 'header' as const, value: { dataSet: 'dataSets/own' } } };
      const people = Array.from({ length: 12 }, (_, index) => ({ ...row, age: String(30 + index) }));
      const rows = people.map((one, index) => ({ number: index + 1, json: JSON.stringify(one) }));
      yield { event: { $case: 'rows' as const, value: { rows } } };
    })(),
  );
  const { scenarios } = await anna.scenarios.listScenarios({});
  const { run } = await anna.runs.createRun({
    spec: runSpec({ filter: { dataSet: 'dataSets/own' }, statuses: [Status.VANILLA] }),
  });
  await last(anna.runs.watchRun({ name: run?.name ?? '' }));
  await anna.ratings.drawRatingItems({ parent: run?.name ?? '', count: 1 });
  const planned = await last(
    anna.planner.plan({
      query: row.query,
      profile: { values: { age: '30', gender: 'Other' } },
      options: OPTIONS,
      library: 'libraries/own',
    }),
  );
  const path = planned?.event?.$case === 'path' ? planned.event.value.name : '';
  const { comparison } = await service(contracts.ComparisonServiceDefinition).comparePlanners({
    spec: { contenders: [{ planner: 'random' }], checkpoints: [1], worlds: { worlds: [{}], problems: 2 } },
  });
  const { synthesis } = await service(contracts.SynthesisServiceDefinition).createSynthesis({
    spec: { dataSet: 'dataSets/made', model: MODEL, profiles: 1, queriesPerProfile: 1 },
  });
  const { build } = await service(contracts.LibraryBuildServiceDefinition).createLibraryBuild({
    spec: { library: 'libraries/built', options: OPTIONS, limit: 1 },
  });
  const { experiment } = await anna.experiments.runExperiment({
    spec: {
      experiments: ['main'],
      models: [MODEL],
      judgeModel: MODEL,
      limit: 1,
      planningBudget: 2,
      planningDepth: 1,
    },
  });
  let session = '';
  const conversation = anna.agent.converse({
    query: row.query,
    model: MODEL,
    maxQuestions: 0,
    reading: 'literal',
  });
  await last(conversation);
  const { sessions } = await service(contracts.AgentServiceDefinition).listSessions({});
  session = sessions[0]?.name ?? '';
  const { erasure } = await service(contracts.PersonServiceDefinition).erasePerson({
    person: { endUser: 'somebody who never came' },
  });
  mine = {
    dataSet: 'dataSets/own',
    scenario: scenarios[0]?.name ?? '',
    run: run?.name ?? '',
    build: build?.name ?? '',
    synthesis: synthesis?.name ?? '',
    experiment: experiment?.name ?? '',
    comparison: comparison?.name ?? '',
    library: 'libraries/team-a~own',
    path: path.replace('libraries/own/', 'libraries/team-a~own/'),
    session,
    erasure: erasure?.name ?? '',
  };
}, 300_000);
afterAll(async () => {
  for (const close of toClose) close();
  await platform.close();
}, 60_000);

describe('two tenants of one platform', () => {
  it('are tried with every call of the contract', () => {
    expect(CALLS.map(({ call }) => call).toSorted()).toEqual(Object.keys(TRIES).toSorted());
    expect(namesIn(mine)).not.toContain('');
  });

  it.each(CALLS)("$call: what is another's is as what never was", async (call) => {
    const build = TRIES[call.call];
    if (build === undefined || typeof build === 'symbol') return;
    const [foreign, never] = [triesOf(build, mine), triesOf(build, NEVER)];
    for (const [index, request] of foreign.entries()) {
      const answer = await send(b, call, request);
      expect(answer).toMatchObject({ code: 'NOT_FOUND' });
      expect(withoutNames(answer, mine)).toEqual(
        withoutNames(await send(b, call, never[index] ?? {}), NEVER),
      );
      expect(JSON.stringify(answer)).not.toContain(CANARY);
    }
  });

  it.each(CALLS.filter(({ call }) => TRIES[call] === LIST))(
    "$call: shows nothing of another's",
    async (call) => {
      const [ours, theirs] = [await send(a, call, {}), await send(b, call, {})];
      expect(JSON.stringify(ours)).toMatch(/team-a|sessions\/|scenarios\//);
      for (const trace of [CANARY, 'team-a', ...namesIn(mine)]) {
        expect(JSON.stringify(theirs)).not.toContain(trace);
      }
    },
  );

  it('are told what they took themselves, whatever job they name', async () => {
    const usage = CALLS.find(({ call }) => call === 'UsageService/SummarizeUsage');
    if (usage === undefined) throw new Error('no such call');
    const request = { keys: [contracts.UsageKey.CALLER], job: '' };
    expect(JSON.stringify(await send(a, usage, request))).toContain('"caller":"team-a"');
    for (const job of ['', mine.run]) {
      expect(JSON.stringify(await send(b, usage, { ...request, job }))).not.toContain('team-a');
    }
  });

  it('have names of their own', async () => {
    const ben = new Rookery({ address: platform.address, apiKey: b });
    toClose.push(() => ben.close());
    const { library } = await ben.libraries.createLibrary({ name: 'libraries/own' });
    expect(library).toMatchObject({ name: 'libraries/own', owner: 'team-b', paths: 0 });
  });

  it('still have everything afterwards, also by another key', async () => {
    const again = new Rookery({ address: platform.address, apiKey: await keyOf('team-a') });
    toClose.push(() => again.close());
    expect((await again.runs.getRun({ name: mine.run })).run?.owner).toBe('team-a');
    expect((await again.runs.listResults({ parent: mine.run })).results).toHaveLength(1);
    expect((await again.scenarios.getScenario({ name: mine.scenario })).scenario?.query).toContain(CANARY);
    expect((await again.libraries.listPaths({ parent: 'libraries/own' })).paths).toHaveLength(1);
    const sessions = again.service(contracts.AgentServiceDefinition);
    expect((await sessions.getSession({ name: mine.session })).session?.name).toBe(mine.session);
  });
});
