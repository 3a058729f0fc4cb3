import { ownScenarios } from '@rookery/benchmark-datasets';
import {
  JobState,
  LibraryBuildSpec,
  PlannerServiceDefinition,
  RunSpec,
  Status,
  type BenchmarkServiceClient,
  type ImportScenariosRequest,
  type ImportScenariosResponse,
  type Result,
  type Run,
} from '@rookery/shared-contracts';
import type { Platform } from '@rookery/shared-platform-processes';

/** The project's own scenarios as an import. */
export function importOwn(
  benchmark: BenchmarkServiceClient,
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
    benchmark,
    dataSet,
    rows.map((row) => JSON.stringify(row)),
  );
}

/** An import in small batches. */
export function importRows(
  benchmark: BenchmarkServiceClient,
  dataSet: string,
  rows: readonly string[],
): Promise<ImportScenariosResponse> {
  async function* requests(): AsyncGenerator<ImportScenariosRequest> {
    yield { event: { $case: 'header', value: { requestId: '', dataSet } } };
    for (let start = 0; start < rows.length; start += 32) {
      const batch = rows
        .slice(start, start + 32)
        .map((json, index) => ({ number: start + index + 1, json, unreadable: '' }));
      yield { event: { $case: 'rows', value: { rows: batch } } };
    }
  }
  return benchmark.importScenarios(requests());
}

/** A run over simulated models, for tests to change. */
export function runOf(changes: Partial<RunSpec>): RunSpec {
  return RunSpec.fromPartial({
    models: ['sim/gpt-4o'],
    statuses: [Status.VANILLA],
    judgeModel: 'sim/gpt-4o',
    seed: 7,
    ...changes,
    filter: { dataSet: 'own', ...changes.filter },
  });
}

export async function create(benchmark: BenchmarkServiceClient, spec: RunSpec, requestId = ''): Promise<Run> {
  const { run } = await benchmark.createRun({ requestId, spec });
  if (run === undefined) throw new Error('no run');
  return run;
}

/** Watches a run to its end. */
export async function finished(benchmark: BenchmarkServiceClient, name: string): Promise<Run> {
  let last: Run | undefined;
  for await (const { run } of benchmark.watchRun({ name })) last = run;
  if (last === undefined) throw new Error('the watch told nothing');
  return last;
}

/** Plans a few short paths from the data set `own`. */
export async function buildLibrary(platform: Platform, library: string): Promise<void> {
  const planner = platform.client('planner', PlannerServiceDefinition);
  const options = { answerModel: 'sim/gpt-4o', judgeModel: 'sim/gpt-4o', depth: 2, budget: 12, seed: 1 };
  const spec = LibraryBuildSpec.fromPartial({ library, dataSet: 'own', limit: 4, options });
  const { build } = await planner.buildLibrary({ requestId: '', spec });
  let state: JobState | undefined;
  for await (const seen of planner.watchLibraryBuild({ name: build?.name ?? '' })) state = seen.build?.state;
  if (state !== JobState.SUCCEEDED) throw new Error(`no library\n${platform.output}`);
}

/** All results of a run, page by page. */
export async function resultsOf(benchmark: BenchmarkServiceClient, parent: string): Promise<Result[]> {
  const all: Result[] = [];
  let pageToken = '';
  do {
    const page = await benchmark.listResults({ parent, pageSize: 100, pageToken });
    all.push(...page.results);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** The natural key of a result. */
export function keyOf({ scenario, model, status, repetition }: Result): string {
  return [scenario, model, status, repetition].join(' ');
}
