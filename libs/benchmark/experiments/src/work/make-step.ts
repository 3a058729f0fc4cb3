import type { BuildControl, BuildProgress } from '@rookery/benchmark-library-builds';
import type { Probe } from '@rookery/benchmark-patience';
import type { RunControl } from '@rookery/benchmark-runs';
import type { RunSettings } from '@rookery/benchmark-samples';
import {
  chooseScenarios,
  type DataSetStore,
  type RunProgress,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import type {
  ComparisonServiceClient,
  LibraryBuildSpec,
  LibraryServiceClient,
  PlannerServiceClient,
} from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job, JobLimits, Jobs } from '@rookery/shared-jobs';
import type { AttributeKey } from '@rookery/shared-scenario';
import { keyOf, type Ask, type LibraryAsk, type PathsAsk, type RejudgeAsk, type RunAsk } from '../asks.ts';
import { compared } from './compare.ts';
import { ended } from './ended.ts';
import type { ExperimentStore } from './experiment-store.ts';
import { madeTwins } from './make-twins.ts';
import { planPaths } from './plan-paths.ts';
import { retrieve } from './retrieve.ts';
import type { StoredExperiment } from './stored-spec.ts';

/** Whom the steps of an experiment ask. */
export interface StepParts {
  readonly store: ExperimentStore;
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly runs: { readonly jobs: Jobs<RunSettings, RunProgress>; readonly control: RunControl };
  readonly builds: { readonly jobs: Jobs<LibraryBuildSpec, BuildProgress>; readonly control: BuildControl };
  readonly planner: Pick<PlannerServiceClient, 'plan'>;
  /** Tells whether the planner service can serve. */
  readonly probe: Probe;
  readonly comparisons: Pick<
    ComparisonServiceClient,
    'comparePlanners' | 'watchComparison' | 'getComparison' | 'resumeComparison' | 'cancelComparison'
  >;
  readonly libraries: Pick<LibraryServiceClient, 'findPaths' | 'reindexLibrary'>;
}

/** What a step is made for. */
export interface StepContext {
  readonly parts: StepParts;
  readonly job: Job<StoredExperiment>;
  /** What may still be taken. */
  readonly left: JobLimits;
  readonly attempt: Attempt;
}

/** How making something ended. */
export interface Made {
  /** Empty: all of it is there. Otherwise why not, in the words of its job. */
  readonly reason: string;
  /** Whether a limit ended it. */
  readonly stopped?: boolean;
  readonly output?: unknown;
}

/**
 * Makes what is asked for, with all that it needs, or finds it: whatever has the same key is the same thing, whoever of the owner's
 * experiments asked for it. May be called for the same thing at once, in several processes.
 * @throws RookeryError what may pass, or what cannot be mended by trying again
 */
export async function makeStep(context: StepContext, ask: Ask): Promise<Made> {
  switch (ask.kind) {
    case 'run':
      return madeRun(context, ask);
    case 'rejudge':
      return madeRejudge(context, ask);
    case 'library':
      return (await madeLibrary(context, ask)).made;
    case 'paths':
      return madePaths(context, ask);
    case 'twins':
      return (await madeTwins(context, ask)).made;
    case 'comparison':
      return compared(context, ask);
    case 'retrieval': {
      const { library, made } = await madeLibrary(context, ask.library);
      return made.reason === '' ? { reason: '', output: await retrieve(context, ask, library) } : made;
    }
  }
}

/** The request id under which something is made once. */
export function requestIdOf({ job }: StepContext, ask: Ask): string {
  return `experiment-${keyOf(ask, job.spec.contents)}`;
}

/** The name of something that an experiment makes for its owner under a name. */
export function ownName({ job }: StepContext, ask: Ask): string {
  const owner = job.owner === '' ? '' : `-${Buffer.from(job.owner).toString('hex').slice(0, 16)}`;
  return `experiment-${keyOf(ask, job.spec.contents).slice(0, 16)}${owner}`;
}

export function callerOf({ job }: Pick<StepContext, 'job'>): {
  readonly name: string;
  readonly operator: boolean;
} {
  return { name: job.owner, operator: job.asOperator };
}

async function madeRun(context: StepContext, ask: RunAsk): Promise<Made> {
  const { parts, job, left, attempt } = context;
  const key = keyOf(ask, job.spec.contents);
  const needed = await settingsOf(context, ask);
  if (needed.settings === undefined) return needed.made;
  const { settings } = needed;
  const request = { owner: job.owner, requestId: requestIdOf(context, ask), digest: key };
  const shared = (await parts.runs.jobs.earlier(request)) !== undefined;
  const run = await parts.runs.control.create(
    callerOf(context),
    { ...request, settings, limits: left },
    attempt.signal,
  );
  await parts.store.begin(job.id, key, `runs/${run.id}`, shared);
  return ended(context, parts.runs.jobs, run);
}

async function madeRejudge(context: StepContext, ask: RejudgeAsk): Promise<Made> {
  const { parts, job, left, attempt } = context;
  const of = await madeRun(context, ask.of);
  if (of.stopped === true) return of;
  const source = await parts.runs.jobs.earlier({
    owner: job.owner,
    requestId: requestIdOf(context, ask.of),
    digest: keyOf(ask.of, job.spec.contents),
  });
  if (source === undefined)
    throw new RookeryError('ABORTED', 'the run that is judged again was deleted at this moment');
  const key = keyOf(ask, job.spec.contents);
  const request = { owner: job.owner, requestId: requestIdOf(context, ask), digest: key };
  const shared = (await parts.runs.jobs.earlier(request)) !== undefined;
  const run = await parts.runs.control.rejudge(
    callerOf(context),
    { ...request, source: source.id, changes: ask.changes, limits: left },
    attempt.signal,
  );
  await parts.store.begin(job.id, key, `runs/${run.id}`, shared);
  return ended(context, parts.runs.jobs, run);
}

/** The settings of a run, once what it needs is there. */
async function settingsOf(
  context: StepContext,
  ask: RunAsk,
): Promise<{ readonly settings: RunSettings } | { readonly settings: undefined; readonly made: Made }> {
  let { settings } = ask;
  if (ask.library !== undefined) {
    const { library, made } = await madeLibrary(context, ask.library);
    // Of a library that is not whole the paths that there are will do.
    if (made.stopped === true) return { settings: undefined, made };
    settings = { ...settings, library };
  }
  if (ask.twins !== undefined) {
    const { dataSet, made } = await madeTwins(context, ask.twins);
    // Where the scenarios hold their twins already, they are in the runs on the scenarios.
    if (dataSet === undefined) return { settings: undefined, made };
    settings = { ...settings, selection: { dataSet }, limit: 0 };
  }
  if (ask.prefixes !== undefined) {
    const { paths, upTo } = ask.prefixes;
    const made = await madePaths(context, paths);
    if (made.reason !== '') return { settings: undefined, made };
    const found = await context.parts.store.paths(context.job.id, keyOf(paths, context.job.spec.contents));
    settings = {
      ...settings,
      disclosures: Array.from({ length: upTo }, (_, index) => ({
        attributes: [],
        scenarios: Object.fromEntries(
          [...found].map(([scenario, attributes]) => [
            scenario,
            attributes.slice(0, index + 1) as AttributeKey[],
          ]),
        ),
      })),
    };
  }
  return { settings };
}

async function madeLibrary(
  context: StepContext,
  ask: LibraryAsk,
): Promise<{ readonly library: string; readonly made: Made }> {
  const { parts, job, left, attempt } = context;
  const key = keyOf(ask, job.spec.contents);
  const library = ownName(context, ask);
  const spec: LibraryBuildSpec = {
    library: `libraries/${library}`,
    dataSet: ask.selection.dataSet === undefined ? '' : `dataSets/${ask.selection.dataSet}`,
    domains: [],
    limit: 0,
    options: {
      planner: '',
      parametersJson: '',
      answerModel: ask.model,
      judgeModel: ask.judgeModel,
      priorModel: '',
      depth: ask.depth,
      budget: ask.budget,
      concurrency: undefined,
      seed: ask.seed,
      forbiddenAttributes: [],
      distinctSubsets: false,
      attributeCosts: {},
    },
    maxCalls: left.maxCalls,
    maxCostUsd: left.maxCostUsd,
  };
  const request = { owner: job.owner, requestId: requestIdOf(context, ask), digest: key };
  const shared = (await parts.builds.jobs.earlier(request)) !== undefined;
  const build = await parts.builds.control.create(
    callerOf(context),
    request.requestId,
    spec,
    attempt.signal,
    key,
  );
  await parts.store.begin(job.id, key, `libraryBuilds/${build.id}`, shared);
  const made = await ended(context, parts.builds.jobs, build);
  // It may have been made while the platform had another embedder.
  if (shared) await parts.libraries.reindexLibrary({ name: spec.library }, { signal: attempt.signal });
  return { library, made };
}

async function madePaths(context: StepContext, ask: PathsAsk): Promise<Made> {
  const { parts, job } = context;
  const chosen = await chooseScenarios(parts, callerOf(context), ask, 'spec.filter');
  return planPaths(
    context,
    ask,
    keyOf(ask, job.spec.contents),
    chosen.map(({ id }) => id),
  );
}
