import type { Role } from '@rookery/gateway-keys';
import {
  AgentServiceDefinition as Agent,
  ComparisonServiceDefinition as Comparisons,
  ExperimentServiceDefinition as Experiments,
  HoldingServiceDefinition as Holding,
  InferenceServiceDefinition as Inference,
  JudgeServiceDefinition as Judge,
  LibraryBuildServiceDefinition as Builds,
  LibraryServiceDefinition as Libraries,
  PersonServiceDefinition as People,
  PlannerBackendServiceDefinition as Backends,
  PlannerServiceDefinition as Planner,
  ProcessServiceDefinition as Processes,
  RatingServiceDefinition as Ratings,
  RunServiceDefinition as Runs,
  ScenarioServiceDefinition as Scenarios,
  SynthesisServiceDefinition as Syntheses,
  UsageServiceDefinition as Usage,
  WorkerServiceDefinition as Workers,
} from '@rookery/shared-contracts';

/**
 * Whose resources a call touches. `own`: what the tenant made (an operator's call: what anybody made); to others it is NOT_FOUND.
 * `published`: the same, and what others have published. `platform`: what belongs to the deployment. `nothing`: it names no resource.
 */
export type Touches = 'own' | 'published' | 'platform' | 'nothing';

/** One row: the roles of which a key needs one, and what the call touches. `operate` opens every call that has any. */
export interface Right {
  readonly roles: readonly Role[];
  readonly touches: Touches;
}

interface Service {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, { readonly name: string }>>;
}

/** A row for each call of a service: a call that has none does not compile. */
type Rows<Definition extends Service> = { readonly [Method in keyof Definition['methods']]: Right };

const may =
  (...roles: readonly Role[]) =>
  (touches: Touches): Right => ({ roles, touches });
const talk = may('converse');
const work = may('run');
const look = may('run', 'read');
const everybody = may('converse', 'run', 'read');
const operators = may('operate');
/** Planners of others are called by the platform, and by nobody through the gateway. */
const nobody = may()('platform');

/** The authorisation of the platform, a row for each call of each service. */
export const AUTHORISATION: readonly (readonly [Service, Readonly<Record<string, Right>>])[] = [
  service(Agent, {
    converse: talk('published'),
    getSession: talk('own'),
    listSessions: talk('own'),
    deleteSession: talk('own'),
    listDeletedSessions: operators('platform'),
    reportReferrals: talk('own'),
  }),
  service(Planner, {
    plan: work('own'),
    listPlanners: everybody('platform'),
  }),
  service(Libraries, {
    createLibrary: work('own'),
    getLibrary: look('published'),
    listLibraries: look('published'),
    deleteLibrary: work('own'),
    publishLibrary: work('own'),
    listPaths: look('published'),
    getPath: look('published'),
    deletePath: work('own'),
    findPaths: look('published'),
    reindexLibrary: work('own'),
    exportLibrary: look('own'),
    importLibrary: work('own'),
  }),
  service(Comparisons, {
    comparePlanners: work('own'),
    getComparison: look('own'),
    listComparisons: look('own'),
    watchComparison: look('own'),
    cancelComparison: work('own'),
    resumeComparison: work('own'),
    deleteComparison: work('own'),
  }),
  service(Backends, { describe: nobody, search: nobody }),
  service(Judge, {
    judge: work('own'),
    judgeStream: work('own'),
    compare: work('own'),
  }),
  service(Inference, {
    generate: work('own'),
    generateStream: work('own'),
    embed: work('nothing'),
    listBatches: operators('platform'),
    listModels: everybody('platform'),
  }),
  service(Workers, {
    registerWorker: operators('platform'),
    renewWorker: operators('platform'),
    removeWorker: operators('platform'),
    watchWorkers: operators('platform'),
  }),
  service(Holding, {
    findHeld: operators('platform'),
    eraseHeld: operators('platform'),
    exportHeld: operators('platform'),
  }),
  service(Processes, { readProcesses: operators('platform') }),
  service(Usage, { summarizeUsage: everybody('own') }),
  service(Scenarios, {
    importScenarios: work('own'),
    listScenarios: look('own'),
    getScenario: look('own'),
    deleteScenario: work('own'),
    deriveScenarios: work('own'),
    getDataCard: look('own'),
    listDataSets: look('own'),
    deleteDataSet: work('own'),
  }),
  service(Runs, {
    estimateRun: look('own'),
    getDerivedPairs: look('own'),
    createRun: work('own'),
    rejudgeRun: work('own'),
    getDrift: look('own'),
    getRun: look('own'),
    listRuns: look('own'),
    cancelRun: work('own'),
    resumeRun: work('own'),
    watchRun: look('own'),
    deleteRun: work('own'),
    listResults: look('own'),
    getReport: look('own'),
    planPower: look('own'),
  }),
  service(Ratings, {
    drawRatingItems: work('own'),
    listRatingItems: look('own'),
    putRatings: work('own'),
    listRatings: look('own'),
    deleteRatings: work('own'),
    getAgreement: look('own'),
  }),
  service(Builds, {
    createLibraryBuild: work('own'),
    getLibraryBuild: look('own'),
    listLibraryBuilds: look('own'),
    watchLibraryBuild: look('own'),
    resumeLibraryBuild: work('own'),
    cancelLibraryBuild: work('own'),
    deleteLibraryBuild: work('own'),
  }),
  service(Syntheses, {
    createSynthesis: work('own'),
    getSynthesis: look('own'),
    listSyntheses: look('own'),
    getSynthesisReport: look('own'),
    watchSynthesis: look('own'),
    resumeSynthesis: work('own'),
    cancelSynthesis: work('own'),
    deleteSynthesis: work('own'),
  }),
  service(People, {
    erasePerson: may('converse', 'run')('own'),
    getErasure: everybody('own'),
    listErasures: everybody('own'),
    watchErasure: everybody('own'),
    exportPerson: may('converse', 'run')('own'),
  }),
  service(Experiments, {
    runExperiment: work('own'),
    listKnownExperiments: look('platform'),
    getExperiment: look('own'),
    getExperimentResult: look('own'),
    listExperiments: look('own'),
    watchExperiment: look('own'),
    resumeExperiment: work('own'),
    cancelExperiment: work('own'),
    deleteExperiment: work('own'),
  }),
];

function service<const Definition extends Service>(
  definition: Definition,
  rows: Rows<Definition>,
): readonly [Service, Readonly<Record<string, Right>>] {
  return [definition, rows];
}

const BY_PATH: ReadonlyMap<string, Right> = new Map(
  AUTHORISATION.flatMap(([{ fullName, methods }, rows]) =>
    Object.entries(rows).map(([method, right]): [string, Right] => [
      `/${fullName}/${methods[method]?.name ?? method}`,
      right,
    ]),
  ),
);

/** The row of a gRPC path; undefined when there is no such call in the contract. */
export function rightOf(path: string): Right | undefined {
  return BY_PATH.get(path);
}

/** Whether a key with these roles may make a call. */
export function opens(roles: ReadonlySet<Role>, { roles: needed }: Right): boolean {
  return needed.length > 0 && (roles.has('operate') || needed.some((role) => roles.has(role)));
}
