import { importOwnScenarios } from '@rookery/benchmark-datasets/testing';
import {
  JobState,
  LibraryBuildServiceDefinition,
  LibraryBuildSpec,
  type Result,
  ResultState,
  ResultView,
  type Run,
  RunServiceDefinition,
  RunSpec,
  ScenarioServiceDefinition,
  Status,
} from '@rookery/shared-contracts';
import type { Platform } from '@rookery/shared-platform-processes';
import { TINY_MODEL } from './tiny-model.ts';

/** A run, by what `npm run test:engine` is asked for. */
export const SETS = {
  whole: { rows: 20, statuses: [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT, Status.PLANNER] },
  short: { rows: 1, statuses: [Status.VANILLA, Status.AGENT] },
} as const;

/** Most tokens of anything: what the agent asks beside answers has no limit of its own, and a tiny model finds no end. */
export const MOST_OUTPUT = '128';

const DATA_SET = 'dataSets/engine';
export const LIBRARY = 'libraries/engine';
/** A stand-in, labelled as one: paths are planned with it, because the real model would take hours. */
const SIMULATED = 'sim/gpt-4o';

/** Imports the scenarios that ship with the platform. */
export function importRows(platform: Platform): Promise<void> {
  return importOwnScenarios(platform.client('benchmark', ScenarioServiceDefinition), DATA_SET);
}

/** Plans a few short paths, for the statuses that are guided by some. */
export async function planPaths(platform: Platform): Promise<void> {
  const builds = platform.client('benchmark', LibraryBuildServiceDefinition);
  const options = { answerModel: SIMULATED, judgeModel: SIMULATED, depth: 2, budget: 12, seed: 1 };
  const spec = LibraryBuildSpec.fromPartial({ library: LIBRARY, dataSet: DATA_SET, limit: 4, options });
  const { build } = await builds.createLibraryBuild({ requestId: '', spec });
  let state: JobState | undefined;
  for await (const seen of builds.watchLibraryBuild({ name: build?.name ?? '' })) state = seen.build?.state;
  if (state !== JobState.SUCCEEDED) throw new Error(`no library:\n${platform.output}`);
}

/** Starts a run of the real model, judged by itself, with answers and verdicts that are short enough for it. */
export async function startRun(platform: Platform, changes: Partial<RunSpec>): Promise<string> {
  const spec = RunSpec.fromPartial({
    filter: { dataSet: DATA_SET },
    models: [TINY_MODEL],
    judgeModel: TINY_MODEL,
    maxOutputTokens: 24,
    judgeMaxOutputTokens: 128,
    maxQuestions: 1,
    seed: 7,
    concurrency: 4,
    ...changes,
  });
  const { run } = await platform.client('benchmark', RunServiceDefinition).createRun({ requestId: '', spec });
  if (run === undefined) throw new Error('there is no run');
  return run.name;
}

/** Watches a run to its end. */
export async function finished(
  platform: Platform,
  name: string,
  see: (run: Run) => void = () => undefined,
): Promise<Run> {
  let last: Run | undefined;
  for await (const { run } of platform.client('benchmark', RunServiceDefinition).watchRun({ name })) {
    if (run !== undefined) see(run);
    last = run;
  }
  if (last === undefined) throw new Error('the watch told nothing');
  return last;
}

/** All results of a run, with everything that is kept of them. */
export async function resultsOf(platform: Platform, parent: string): Promise<Result[]> {
  const runs = platform.client('benchmark', RunServiceDefinition);
  const all: Result[] = [];
  let pageToken = '';
  do {
    const page = await runs.listResults({ parent, pageSize: 100, pageToken, view: ResultView.FULL });
    all.push(...page.results);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** The natural key of a result: no two of a run have the same. */
export const keyOf = ({ scenario, model, status, repetition }: Result): string =>
  [scenario, model, status, repetition].join(' ');

export const isScored = ({ state }: Result): boolean => state === ResultState.SCORED;
