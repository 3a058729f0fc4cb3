import type { Admission } from '@rookery/planner-admission';
import {
  libraryKey,
  type LibraryFitter,
  type LibraryStore,
  type PathIndex,
  type PathRequest,
  type PathStore,
} from '@rookery/planner-library';
import {
  checkModels,
  maskFromWire,
  planPath,
  searchRequest,
  settingsFromWire,
  type PathTask,
  type PlanEvent,
  type Planning,
} from '@rookery/planner-planning';
import {
  idsIn,
  PlanRequest,
  type Path,
  type PlannerServiceImplementation,
  type PlanResponse,
  type ServerStreamingMethodResult,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { requestDigest } from '@rookery/shared-jobs';
import { callContext, type Caller } from '@rookery/shared-runtime';
import {
  attributesIn,
  domainFromWire,
  maskOfProfile,
  profileFromWire,
  type AttributeMask,
} from '@rookery/shared-scenario';
import { checkOnWorld, planOnWorld, worldOf, type SimulatedPlanning } from './plan-on-world.ts';
import { pathToWire, plannerToWire, progressToWire, storedPathToWire } from './wire.ts';

/** What planning takes. */
export interface PlanParts extends SimulatedPlanning {
  readonly planning: Planning;
  /** Refuses searches that could not end in time. */
  readonly admission: Admission;
  readonly libraries: LibraryStore;
  readonly paths: PathStore;
  readonly index: PathIndex;
  readonly fitter: Pick<LibraryFitter, 'grown'>;
}

/** PlannerService: unpacks, calls, packs. */
export function planHandlers(parts: PlanParts): PlannerServiceImplementation {
  const { registry } = parts.planning;
  return {
    plan: (request) => plan(parts, request),
    async listPlanners() {
      return {
        planners: (await registry.list()).map(plannerToWire),
        defaultPlanner: registry.defaultPlanner,
      };
    },
  };
}

async function* plan(parts: PlanParts, request: PlanRequest): ServerStreamingMethodResult<PlanResponse> {
  if (request.validateOnly) {
    await validate(parts, request);
    return;
  }
  const world = worldOf(request);
  if (world !== undefined) {
    yield* planOnWorld(parts, request, world);
    return;
  }
  const { planning, paths, libraries, admission } = parts;
  const { caller } = callContext();
  const repeatable = repeatableRequest(request, caller);
  const task = taskOf(request, caller);
  const stored = repeatable === undefined ? undefined : await paths.earlier(repeatable);
  if (stored !== undefined) {
    yield { event: { $case: 'path', value: storedPathToWire(stored) } };
    return;
  }
  if (task.library !== '') await libraries.checkFree(task.library, caller);
  using admitted = await admission.admit({
    evaluations: task.settings.budget,
    deadline: task.deadline,
    signal: task.signal,
  });
  for await (const event of planPath(planning, task)) {
    if (event.kind === 'report') {
      admitted.progress(event.report.evaluations + event.report.unscored);
      yield { event: { $case: 'progress', value: progressToWire(event.report) } };
      continue;
    }
    if (event.path.stopReason === 'budget' || event.path.stopReason === 'converged') admitted.finished();
    // A caller that cancelled gets nothing more, and nothing is kept of what it did not want.
    if (event.path.stopReason === 'cancelled') task.signal.throwIfAborted();
    const origin = { caller, request: repeatable, learnedFrom: event.learnedFrom };
    yield { event: { $case: 'path', value: await kept(parts, task.library, event.path, origin) } };
  }
}

// A path that rests on no evaluation at all is shown and not kept.
async function kept(
  { paths, fitter }: PlanParts,
  library: string,
  path: Extract<PlanEvent, { kind: 'path' }>['path'],
  origin: Parameters<PathStore['store']>[2],
): Promise<Path> {
  if (library === '' || path.evaluations === 0) return pathToWire(path, '', new Date());
  const stored = await paths.store(library, path, origin);
  fitter.grown(library);
  return storedPathToWire(stored);
}

/** Whether the request could be served. @throws RookeryError what the search would end with */
async function validate(parts: PlanParts, request: PlanRequest): Promise<void> {
  const { planning, libraries, index } = parts;
  const { caller, signal } = callContext();
  const world = worldOf(request);
  if (world !== undefined) {
    await checkOnWorld(parts, request, world);
    return;
  }
  const settings = settingsFromWire(request.options);
  if (request.profile !== undefined) knownFromWire(request);
  domainFromWire('domain', request.domain);
  await planning.registry.check(searchRequest(settings, planning.questionCosts));
  await checkModels(planning, settings, signal);
  const library = libraryKey(idsIn(request.library)[0], caller);
  if (library === '') return;
  await libraries.checkFree(library, caller);
  await index.checkEmbedder(library);
}

/** By what a repeated call is told from others; undefined where the request has no id. */
function repeatableRequest(request: PlanRequest, { name: owner }: Caller): PathRequest | undefined {
  if (request.requestId === '') return undefined;
  return { owner, id: request.requestId, digest: requestDigest(PlanRequest.toJSON(request)) };
}

function taskOf(request: PlanRequest, caller: Caller): PathTask {
  const { signal, deadline } = callContext();
  return {
    effect: request.requestId === '' ? '' : `plan/${caller.name}/${request.requestId}`,
    query: request.query,
    domain: domainFromWire('domain', request.domain),
    profile: profileFromWire('profile', request.profile),
    known: knownFromWire(request),
    settings: settingsFromWire(request.options),
    library: libraryKey(idsIn(request.library)[0], caller),
    signal,
    deadline,
  };
}

/** @throws RookeryError INVALID_ARGUMENT for what is no attribute, or has no value in the profile */
function knownFromWire(request: PlanRequest): AttributeMask {
  const profile = profileFromWire('profile', request.profile);
  const known = maskFromWire('known_attributes', request.knownAttributes);
  const unknown = attributesIn(known & ~maskOfProfile(profile));
  if (unknown.length === 0) return known;
  throw invalidArgument('known_attributes', `the profile has no value for ${unknown.join(', ')}`);
}
