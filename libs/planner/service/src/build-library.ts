import {
  spreadEvenly,
  type Build,
  type BuildJobs,
  type BuildStore,
  type PathIndex,
  type PathStore,
  type LibraryFitter,
  type PlanScenario,
  type ScenarioOutcome,
} from '@rookery/planner-library';
import { LibraryBuildSpec } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import { runAsJob } from '@rookery/shared-runtime';
import {
  planPath,
  searchRequest,
  type PlanEvent,
  type Planning,
  settingsFromWire,
  type PlanningSettings,
} from '@rookery/planner-planning';
import type { ScenarioSource } from '@rookery/planner-comparison';

/** What building libraries needs. */
export interface LibraryBuilding {
  readonly planning: Planning;
  readonly scenarios: ScenarioSource;
  readonly paths: PathStore;
  readonly builds: BuildStore;
  readonly jobs: BuildJobs;
  readonly fitter: Pick<LibraryFitter, 'grown'>;
}

/**
 * Starts a build: the list of its scenarios is fixed here. The same request id gives back the same build.
 * @throws RookeryError INVALID_ARGUMENT (options), NOT_FOUND (model), FAILED_PRECONDITION when no scenario matches
 */
export async function startBuild(
  { planning, scenarios, paths, builds, jobs, index }: LibraryBuilding & { readonly index: PathIndex },
  requestId: string,
  spec: LibraryBuildSpec,
  signal: AbortSignal,
): Promise<Build> {
  const earlier = requestId === '' ? undefined : await builds.findByRequest(requestId);
  if (earlier !== undefined) return earlier;
  const settings = settingsFromWire(spec.options);
  await planning.registry.check(searchRequest(settings, planning.questionCosts));
  await checkModels(planning, settings, signal);
  const matching = await scenarios.libraryScenarios(spec, signal);
  if (matching.length === 0) {
    throw new RookeryError(
      'FAILED_PRECONDITION',
      'spec: no scenario on the library side of the split matches; import scenarios or widen data_set and domains',
      { reason: 'NO_SCENARIO' },
    );
  }
  const chosen = spreadEvenly(matching, ({ domain }) => domain, spec.limit).map(({ id }) => id);
  await paths.ensureLibrary(spec.library);
  await index.checkEmbedder(spec.library);
  return jobs.create({
    requestId,
    library: spec.library,
    spec: LibraryBuildSpec.toJSON(spec),
    limits: { maxCalls: spec.maxCalls, maxCostUsd: spec.maxCostUsd },
    scenarios: chosen,
  });
}

async function checkModels(
  { inference }: Planning,
  { answerModel, judgeModel, priorModel }: PlanningSettings,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set((await inference.models({ signal })).map(({ id }) => id));
  for (const model of [answerModel, judgeModel, priorModel]) {
    if (!known.has(model)) {
      throw new RookeryError(
        'NOT_FOUND',
        `model: no worker serves ${model}; known: ${[...known].join(', ')}`,
      );
    }
  }
}

/** Plans one scenario of a build. The stored path names build and scenario, so that there is never a second one. */
export function scenarioPlanner({ planning, scenarios, paths, fitter }: LibraryBuilding): PlanScenario {
  return (build, id, signal) =>
    runAsJob({ signal }, async (): Promise<ScenarioOutcome> => {
      const effect = `build/${build.id}/${id}`;
      // Killed between storing the path and noting it.
      const stored = await paths.findByEffect(effect);
      if (stored !== undefined) return { state: 'done', usage: stored.usage };
      const { options } = LibraryBuildSpec.fromJSON(build.spec);
      const { query, domain, profile } = await scenarios.get(id, signal);
      const search = planPath(planning, {
        effect,
        query,
        domain,
        profile,
        known: 0n,
        settings: settingsFromWire(options),
        library: build.library,
        signal,
        deadline: undefined,
      });
      let found: Extract<PlanEvent, { kind: 'path' }> | undefined;
      for await (const event of search) if (event.kind === 'path') found = event;
      signal.throwIfAborted();
      if (
        found === undefined ||
        (found.path.stopReason === 'evaluation_failed' && found.path.evaluations === 0)
      ) {
        return { state: 'failed', reason: 'EVALUATION_FAILED' };
      }
      await paths.store(build.library, found.path, effect, found.learnedFrom);
      fitter.grown(build.library);
      return { state: 'done', usage: found.path.usage };
    });
}
