import {
  driveSearch,
  modelEvaluator,
  type JudgeAnswer,
  type SearchReport,
  type SearchResult,
} from '@rookery/planner-evaluation';
import type { PathStep, PlannedPath } from '@rookery/planner-library';
import { CallLedger, modelCalls } from '@rookery/planner-models';
import type { PlannerRegistry, StartedSearch } from '@rookery/planner-planners';
import type { PathEstimate } from '@rookery/shared-core';
import type { Inference } from '@rookery/shared-routing';
import {
  ALL_ATTRIBUTES,
  ATTRIBUTE_KEYS,
  attributesIn,
  maskOfProfile,
  profileId,
  type AttributeMask,
  type DomainOrUnknown,
  type Profile,
} from '@rookery/shared-scenario';
import type { PlanningSettings } from './planning-settings.ts';

/** Makes the judge of one search, which enters its calls in the search's ledger. */
export type JudgeFor = (ledger: CallLedger) => JudgeAnswer;

/** What planning needs. */
export interface Planning {
  readonly registry: PlannerRegistry;
  readonly inference: Inference;
  readonly judgeFor: JudgeFor;
}

/** A path to plan. */
export interface PathTask {
  /** Names the intended search: repeated under it, calls are given the answers that exist. Empty: asked anew. */
  readonly effect: string;
  readonly query: string;
  readonly domain: DomainOrUnknown;
  /** The judge sees all of it; only what has a value here can be on the path. */
  readonly profile: Profile;
  /** What is known before the first question; part of the profile. */
  readonly known: AttributeMask;
  readonly settings: PlanningSettings;
  readonly signal: AbortSignal;
  readonly deadline: Date | undefined;
}

/** Reports, then the path, then nothing. */
export type PlanEvent =
  | { readonly kind: 'report'; readonly report: SearchReport }
  | { readonly kind: 'path'; readonly path: PlannedPath };

/**
 * Searches for the best path, reporting on the way (see driveSearch for how it ends). A reader that leaves ends the search.
 * @throws RookeryError INVALID_ARGUMENT (options.*), and what models and judge fail with when nothing could be evaluated
 */
export async function* planPath(
  { registry, inference, judgeFor }: Planning,
  task: PathTask,
): AsyncGenerator<PlanEvent, void, undefined> {
  const { query, profile, known, settings } = task;
  const { answerModel, judgeModel, priorModel, seed } = settings;
  const askable = maskOfProfile(profile) & ~known & ~settings.forbidden;
  const ledger = new CallLedger();
  using started = await registry.start({
    planner: settings.planner,
    parametersJson: settings.parametersJson,
    problem: {
      attributes: ATTRIBUTE_KEYS.length,
      depth: settings.depth,
      budget: settings.budget,
      known,
      forbidden: ALL_ATTRIBUTES & ~known & ~askable,
      seed: BigInt(seed),
      distinct: settings.distinctSubsets,
    },
  });
  const evaluator = modelEvaluator(
    { id: callRoot(task), query, profile, askable, answerModel, judgeModel, priorModel, seed },
    modelCalls(inference, ledger),
    judgeFor(ledger),
  );
  const events = driveSearch(started.search, evaluator, {
    concurrency: settings.concurrency,
    signal: task.signal,
    deadline: task.deadline,
    known,
  });
  for await (const event of events) {
    yield event.kind === 'report'
      ? event
      : { kind: 'path', path: pathOf(task, started, ledger, event.result) };
  }
}

function pathOf(
  { query, domain, profile, known, settings }: PathTask,
  { planner, parametersJson }: StartedSearch,
  { promptVersions, usage, simulated }: CallLedger,
  result: SearchResult,
): PlannedPath {
  return {
    query,
    domain,
    steps: stepsOf(result.best),
    startValue: result.startValue,
    known: attributesIn(known),
    stopReason: result.end,
    plannerFailure: result.plannerFailure ?? '',
    evaluations: result.evaluations,
    unscoredEvaluations: result.unscored,
    planner,
    parametersJson,
    seed: settings.seed,
    answerModel: settings.answerModel,
    judgeModel: settings.judgeModel,
    priorModel: settings.priorModel,
    promptVersions,
    usage,
    simulated,
    profileKey: profileId(profile),
  };
}

/** The steps of a path in the words of the platform. */
export function stepsOf(best: PathEstimate): PathStep[] {
  return best.steps.flatMap(({ attribute: index, mean, visits }) => {
    const attribute = ATTRIBUTE_KEYS[index];
    return attribute === undefined ? [] : [{ attribute, value: mean, visits }];
  });
}

// All that the calls depend on, so that an effect that is reused for something else is not given its answers.
function callRoot({ effect, query, profile, known, settings }: PathTask): string {
  if (effect === '') return '';
  const { forbidden, ...rest } = settings;
  return JSON.stringify([effect, query, profileId(profile), String(known), String(forbidden), rest]);
}
