import { stateLabel } from '@rookery/cli-report-rendering';
import {
  AgentServiceDefinition,
  Comparison,
  ComparisonServiceDefinition,
  DataSet,
  Erasure,
  Experiment,
  ExperimentServiceDefinition,
  Library,
  LibraryBuild,
  LibraryBuildServiceDefinition,
  LibraryServiceDefinition,
  PersonServiceDefinition,
  Run,
  RunServiceDefinition,
  ScenarioServiceDefinition,
  Session,
  sessionStateToJSON,
  Synthesis,
  SynthesisServiceDefinition,
  StepState,
} from '@rookery/shared-contracts';
import { withZeros } from '@rookery/shared-runtime';
import { minute, type Collection } from './collection.ts';

export const DATA_SETS: Collection<DataSet> = {
  id: 'dataSets',
  none: 'no data sets yet; `rookery import --help` shows how to make one',
  head: ['data set', 'scenarios', 'created'],
  row: ({ name, scenarios, createTime }) => [name, String(scenarios), minute(createTime)],
  json: (dataSet) => withZeros('rookery.benchmark.v1.DataSet', DataSet.toJSON(dataSet)),
  async page(platform, request, call) {
    const { dataSets, nextPageToken } = await platform
      .client(ScenarioServiceDefinition)
      .listDataSets(request, call);
    return { items: dataSets, nextPageToken };
  },
  erase: (platform, name, call) => platform.client(ScenarioServiceDefinition).deleteDataSet({ name }, call),
};

export const RUNS: Collection<Run> = {
  id: 'runs',
  none: 'no runs yet; `rookery run --help` shows how to start one',
  head: ['run', 'state', 'samples', 'unscored', 'failed', 'models', 'created'],
  row: (run) => [
    run.name,
    stateLabel(run.state),
    `${run.samplesDone}/${run.samplesTotal}`,
    String(run.samplesUnscored),
    String(run.samplesFailed),
    (run.spec?.models ?? []).join(','),
    minute(run.createTime),
  ],
  json: (run) => withZeros('rookery.benchmark.v1.Run', Run.toJSON(run)),
  async page(platform, request, call) {
    const { runs, nextPageToken } = await platform.client(RunServiceDefinition).listRuns(request, call);
    return { items: runs, nextPageToken };
  },
  erase: (platform, name, call) => platform.client(RunServiceDefinition).deleteRun({ name }, call),
};

export const BUILDS: Collection<LibraryBuild> = {
  id: 'libraryBuilds',
  none: 'no builds yet; `rookery build-library --help` shows how to start one',
  head: ['build', 'state', 'scenarios', 'failed', 'library', 'created'],
  row: (build) => [
    build.name,
    stateLabel(build.state),
    `${build.scenariosDone}/${build.scenariosTotal}`,
    String(build.scenariosFailed),
    build.spec?.library ?? '',
    minute(build.createTime),
  ],
  json: (build) => withZeros('rookery.benchmark.v1.LibraryBuild', LibraryBuild.toJSON(build)),
  async page(platform, request, call) {
    const { builds, nextPageToken } = await platform
      .client(LibraryBuildServiceDefinition)
      .listLibraryBuilds(request, call);
    return { items: builds, nextPageToken };
  },
  erase: (platform, name, call) =>
    platform.client(LibraryBuildServiceDefinition).deleteLibraryBuild({ name }, call),
};

export const SYNTHESES: Collection<Synthesis> = {
  id: 'syntheses',
  none: 'no syntheses yet; `rookery synthesize --help` shows how to start one',
  head: ['synthesis', 'state', 'profiles', 'failed', 'queries', 'data set', 'created'],
  row: (synthesis) => [
    synthesis.name,
    stateLabel(synthesis.state),
    `${synthesis.profilesDone}/${synthesis.profilesTotal}`,
    String(synthesis.profilesFailed),
    String(synthesis.queriesKept),
    synthesis.spec?.dataSet ?? '',
    minute(synthesis.createTime),
  ],
  json: (synthesis) => withZeros('rookery.benchmark.v1.Synthesis', Synthesis.toJSON(synthesis)),
  async page(platform, request, call) {
    const { syntheses, nextPageToken } = await platform
      .client(SynthesisServiceDefinition)
      .listSyntheses(request, call);
    return { items: syntheses, nextPageToken };
  },
  erase: (platform, name, call) =>
    platform.client(SynthesisServiceDefinition).deleteSynthesis({ name }, call),
};

export const LIBRARIES: Collection<Library> = {
  id: 'libraries',
  none: 'no libraries yet; `rookery build-library --help` shows how to make one',
  head: ['library', 'paths', 'finished searches', 'learned from', 'version'],
  row: ({ name, paths, finishedSearches, fit }) => [
    name,
    String(paths),
    String(finishedSearches),
    String(fit?.finishedSearches ?? 0),
    String(fit?.version ?? ''),
  ],
  json: (library) => withZeros('rookery.planner.v1.Library', Library.toJSON(library)),
  async page(platform, request, call) {
    const { libraries, nextPageToken } = await platform
      .client(LibraryServiceDefinition)
      .listLibraries(request, call);
    return { items: libraries, nextPageToken };
  },
  erase: (platform, name, call) => platform.client(LibraryServiceDefinition).deleteLibrary({ name }, call),
};

export const COMPARISONS: Collection<Comparison> = {
  id: 'comparisons',
  none: 'no comparisons yet; `rookery compare --help` shows how to start one',
  head: ['comparison', 'state', 'searches', 'planners', 'created'],
  row: (comparison) => [
    comparison.name,
    stateLabel(comparison.state),
    `${comparison.searchesDone}/${comparison.searchesTotal}`,
    (comparison.spec?.contenders ?? []).map(({ planner }) => planner).join(','),
    minute(comparison.createTime),
  ],
  json: (comparison) => withZeros('rookery.planner.v1.Comparison', Comparison.toJSON(comparison)),
  async page(platform, request, call) {
    const { comparisons, nextPageToken } = await platform
      .client(ComparisonServiceDefinition)
      .listComparisons(request, call);
    return { items: comparisons, nextPageToken };
  },
  erase: (platform, name, call) =>
    platform.client(ComparisonServiceDefinition).deleteComparison({ name }, call),
};

export const EXPERIMENTS: Collection<Experiment> = {
  id: 'experiments',
  none: 'no experiments yet; `rookery experiment` lists those that can be made',
  head: ['experiment', 'state', 'steps', 'what', 'created'],
  row: ({ name, state, steps, spec, createTime }) => [
    name,
    stateLabel(state),
    `${steps.filter((step) => step.state === StepState.DONE).length}/${steps.length}`,
    (spec?.experiments ?? []).join(','),
    minute(createTime),
  ],
  json: (experiment) => withZeros('rookery.benchmark.v1.Experiment', Experiment.toJSON(experiment)),
  async page(platform, request, call) {
    const { experiments, nextPageToken } = await platform
      .client(ExperimentServiceDefinition)
      .listExperiments(request, call);
    return { items: experiments, nextPageToken };
  },
  erase: (platform, name, call) =>
    platform.client(ExperimentServiceDefinition).deleteExperiment({ name }, call),
};

export const SESSIONS: Collection<Session> = {
  id: 'sessions',
  none: 'no sessions; `rookery ask --help` shows how to begin one',
  head: ['session', 'state', 'model', 'asked', 'begun', 'kept until'],
  row: ({ name, state, model, asked, createTime, expireTime }) => [
    name,
    sessionStateToJSON(state).replace('SESSION_STATE_', '').toLowerCase(),
    model,
    String(asked.length),
    minute(createTime),
    minute(expireTime),
  ],
  json: (session) => withZeros('rookery.planner.v1.Session', Session.toJSON(session)),
  async page(platform, request, call) {
    const { sessions, nextPageToken } = await platform
      .client(AgentServiceDefinition)
      .listSessions(request, call);
    return { items: sessions, nextPageToken };
  },
  erase: (platform, name, call) => platform.client(AgentServiceDefinition).deleteSession({ name }, call),
};

/** Erasures as they are listed; nothing of whom they were about is in them. */
export const ERASURES: Omit<Collection<Erasure>, 'erase'> = {
  id: 'erasures',
  none: 'nobody was erased yet',
  head: ['erasure', 'state', 'found', 'removed', 'asked for', 'ended'],
  row: ({ name, state, places, createTime, endTime }) => [
    name,
    stateLabel(state),
    String(places.reduce((sum, { found }) => sum + found, 0)),
    String(places.reduce((sum, { removed }) => sum + removed, 0)),
    minute(createTime),
    endTime === undefined ? '' : minute(endTime),
  ],
  json: (erasure) => withZeros('rookery.benchmark.v1.Erasure', Erasure.toJSON(erasure)),
  async page(platform, request, call) {
    const { erasures, nextPageToken } = await platform
      .client(PersonServiceDefinition)
      .listErasures(request, call);
    return { items: erasures, nextPageToken };
  },
};
