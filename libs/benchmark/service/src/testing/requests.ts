import { ownScenarios } from '@rookery/benchmark-datasets';
import {
  JobState,
  LibraryBuildSpec,
  ResultView,
  RunServiceDefinition,
  RunSpec,
  ScenarioServiceDefinition,
  LibraryBuildServiceDefinition,
  Status,
  type ImportScenariosRequest,
  type ImportScenariosResponse,
  type Result,
  type LibraryBuildServiceClient,
  type Run,
  type RunServiceClient,
  type ScenarioServiceClient,
} from '@rookery/shared-contracts';
import type { Platform } from '@rookery/shared-platform-processes';

/** The services of a platform's benchmark. */
export function clientsOf(platform: Platform): {
  readonly scenarios: ScenarioServiceClient;
  readonly runs: RunServiceClient;
  readonly builds: LibraryBuildServiceClient;
} {
  return {
    scenarios: platform.client('benchmark', ScenarioServiceDefinition),
    runs: platform.client('benchmark', RunServiceDefinition),
    builds: platform.client('benchmark', LibraryBuildServiceDefinition),
  };
}

/** The project's own scenarios as an import. */
export function importOwn(
  scenarios: ScenarioServiceClient,
  dataSet: string,
): Promise<ImportScenariosResponse> {
  const rows = ownScenarios().map(({ query, background, domain, origin, situation, profile }) => ({
    query,
    background,
    domain,
    origin,
    situation,
    profile,
  }));
  return importRows(
    scenarios,
    dataSet,
    rows.map((row) => JSON.stringify(row)),
  );
}

/** An import in small batches. */
export function importRows(
  scenarios: ScenarioServiceClient,
  dataSet: string,
  rows: readonly string[],
  withAnswers = false,
): Promise<ImportScenariosResponse> {
  async function* requests(): AsyncGenerator<ImportScenariosRequest> {
    yield {
      event: { $case: 'header', value: { requestId: '', dataSet: `dataSets/${dataSet}`, withAnswers } },
    };
    for (let start = 0; start < rows.length; start += 32) {
      const batch = rows
        .slice(start, start + 32)
        .map((json, index) => ({ number: start + index + 1, json, unreadable: '' }));
      yield { event: { $case: 'rows', value: { rows: batch } } };
    }
  }
  return scenarios.importScenarios(requests());
}

/** A run over simulated models, for tests to change. */
export function runOf(changes: Partial<RunSpec>): RunSpec {
  return RunSpec.fromPartial({
    models: ['sim/gpt-4o'],
    statuses: [Status.VANILLA],
    judgeModel: 'sim/gpt-4o',
    seed: 7,
    ...changes,
    filter: { dataSet: 'dataSets/own', ...changes.filter },
  });
}

export async function create(runs: RunServiceClient, spec: RunSpec, requestId = ''): Promise<Run> {
  const { run } = await runs.createRun({ requestId, spec });
  if (run === undefined) throw new Error('no run');
  return run;
}

/** Watches a run to its end. */
export async function finished(runs: RunServiceClient, name: string): Promise<Run> {
  let last: Run | undefined;
  for await (const { run } of runs.watchRun({ name })) last = run;
  if (last === undefined) throw new Error('the watch told nothing');
  return last;
}

/** Plans a few short paths from the data set `own`. */
export async function buildLibrary(platform: Platform, library: string): Promise<void> {
  const { builds } = clientsOf(platform);
  const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 12, seed: 1 };
  const dataSet = 'dataSets/own';
  const spec = LibraryBuildSpec.fromPartial({ library: `libraries/${library}`, dataSet, limit: 4, options });
  const { build } = await builds.createLibraryBuild({ requestId: '', spec });
  let state: JobState | undefined;
  for await (const seen of builds.watchLibraryBuild({ name: build?.name ?? '' })) state = seen.build?.state;
  if (state !== JobState.SUCCEEDED) throw new Error(`no library\n${platform.output}`);
}

/** All results of a run, page by page. */
export async function resultsOf(runs: RunServiceClient, parent: string): Promise<Result[]> {
  const all: Result[] = [];
  let pageToken = '';
  do {
    const page = await runs.listResults({ parent, pageSize: 100, pageToken, view: ResultView.FULL });
    all.push(...page.results);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** The natural key of a result. */
export function keyOf({ scenario, model, status, repetition }: Result): string {
  return [scenario, model, status, repetition].join(' ');
}
