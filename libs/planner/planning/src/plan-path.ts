import {
  driveSearch,
  modelEvaluator,
  type JudgeAnswer,
  type SearchReport,
  type SearchResult,
  modelCalls,
} from '@rookery/planner-search';
import type { LearnedFrom, PathStep, PlannedPath } from '@rookery/planner-library';
import { CallLedger } from '@rookery/shared-model-calls';
import type { PlannerRegistry, SearchRequest, StartedSearch } from '@rookery/planner-planners';
import type { ModelWeight, PathEstimate } from '@rookery/shared-planner-wasm';
import { isRookeryError, withUsage } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';
import {
  ALL_ATTRIBUTES,
  ATTRIBUTE_KEYS,
  attributesIn,
  costsByBit,
  maskOfProfile,
  profileId,
  type AttributeMask,
  type DomainOrUnknown,
  type Profile,
  type QuestionCosts,
} from '@rookery/shared-scenario';
import type { LibraryLessons, QueryLesson } from './library-lessons.ts';
import type { PlanningSettings } from './planning-settings.ts';

/** Makes the judge of one search, which enters its calls in the search's ledger. */
export type JudgeFor = (ledger: CallLedger) => JudgeAnswer;

/** What planning needs. */
export interface Planning {
  readonly registry: PlannerRegistry;
  readonly inference: Inference;
  readonly judgeFor: JudgeFor;
  readonly lessons: LibraryLessons;
  /** What questions cost where a request does not say. */
  readonly questionCosts: QuestionCosts;
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
  /** The library that is learned from; empty: none. */
  readonly library: string;
  readonly signal: AbortSignal;
  readonly deadline: Date | undefined;
}

/** Reports, then the path, then nothing. */
export type PlanEvent =
  | { readonly kind: 'report'; readonly report: SearchReport }
  | {
      readonly kind: 'path';
      readonly path: PlannedPath;
      /** To be stored with the path; undefined when nothing was evaluated. */
      readonly learnedFrom: LearnedFrom | undefined;
    };

/**
 * Searches for the best path, reporting on the way (see driveSearch for how it ends). A reader that leaves ends the search.
 * @throws RookeryError INVALID_ARGUMENT (options.*), and what models and judge fail with when nothing could be evaluated, with
 *   what was spent on it
 */
export async function* planPath(
  planning: Planning,
  task: PathTask,
): AsyncGenerator<PlanEvent, void, undefined> {
  const { query, profile, known, settings } = task;
  const { answerModel, judgeModel, priorModel, seed } = settings;
  const askable = maskOfProfile(profile) & ~known & ~settings.forbidden;
  const problem = {
    attributes: ATTRIBUTE_KEYS.length,
    depth: settings.depth,
    known,
    forbidden: ALL_ATTRIBUTES & ~known & ~askable,
  };
  const ledger = new CallLedger();
  const { started: begun, lesson } = await begin(planning, task, problem);
  using started = begun;
  const evaluator = modelEvaluator(
    { id: callRoot(task), query, profile, askable, answerModel, judgeModel, priorModel, seed },
    modelCalls(planning.inference, ledger),
    planning.judgeFor(ledger),
  );
  const events = driveSearch(started.search, evaluator, {
    concurrency: settings.concurrency,
    signal: task.signal,
    deadline: task.deadline,
    known,
  });
  for await (const event of withSpent(events, ledger)) {
    if (event.kind === 'report') {
      yield event;
      continue;
    }
    const findings = started.search.findings();
    const learnedFrom =
      task.library === '' || findings.evaluations.length === 0
        ? undefined
        : { problem, findings, placed: lesson?.placed, modelWeights: await weightsOf(started) };
    const version = started.usesLibrary ? (lesson?.version ?? 0) : 0;
    yield { kind: 'path', path: pathOf(task, started, ledger, event.result, version), learnedFrom };
  }
}

/** The events; an error of theirs says what the whole search took until then. */
async function* withSpent<Event>(events: AsyncIterable<Event>, ledger: CallLedger): AsyncIterable<Event> {
  try {
    yield* events;
  } catch (caught) {
    throw isRookeryError(caught) ? withUsage(caught, ledger.usage) : caught;
  }
}

/** What the core says of a lesson that it cannot use: bytes of another version, numbers that do not fit together. */
const REFUSALS: ReadonlySet<string> = new Set(['DATA_LOSS', 'INVALID_ARGUMENT']);

/** Starts the search with what its library taught, if that can be used. */
async function begin(
  { registry, lessons, questionCosts }: Planning,
  { query, domain, settings, library, signal }: PathTask,
  problem: LearnedFrom['problem'],
): Promise<{ readonly started: StartedSearch; readonly lesson: QueryLesson | undefined }> {
  const lesson = library === '' ? undefined : await lessons.of(library, { text: query, domain }, signal);
  const request: SearchRequest = searchRequest(settings, questionCosts, problem);
  try {
    return { started: await registry.start({ ...request, lesson: lesson?.lesson }), lesson };
  } catch (caught) {
    if (lesson?.lesson === undefined || !isRookeryError(caught) || !REFUSALS.has(caught.code)) throw caught;
    // Throws again what the lesson is not to blame for.
    const started = await registry.start(request);
    await lessons.refused(library, lesson.version, caught);
    return { started, lesson };
  }
}

/** How a search is started under these settings. */
export function searchRequest(
  settings: PlanningSettings,
  questionCosts: QuestionCosts,
  problem: Partial<LearnedFrom['problem']> = {},
): SearchRequest {
  const { planner, parametersJson, depth, budget, seed, distinctSubsets: distinct, costs } = settings;
  const named = costs === undefined ? {} : { costs: costsByBit({ ...questionCosts, ...costs }) };
  return {
    planner,
    parametersJson,
    problem: { depth, budget, seed: BigInt(seed), distinct, ...problem, ...named },
    usualCosts: costsByBit(questionCosts),
  };
}

/** What the search said of the library's models; nothing when it began without them, or its planner was lost. */
async function weightsOf({ search, usesLibrary }: StartedSearch): Promise<readonly ModelWeight[]> {
  if (!usesLibrary) return [];
  try {
    return await search.modelWeights();
  } catch {
    return [];
  }
}

function pathOf(
  { query, domain, profile, known, settings }: PathTask,
  { planner, parametersJson }: StartedSearch,
  { promptVersions, usage, simulated }: CallLedger,
  result: SearchResult,
  libraryVersion: number,
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
    libraryVersion,
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
