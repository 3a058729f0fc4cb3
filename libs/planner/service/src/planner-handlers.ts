import type { Admission } from '@rookery/planner-admission';
import { findPaths, watchBuild, type LibraryStore, type PathIndex } from '@rookery/planner-library';
import {
  idsIn,
  type Path,
  type PlannerServiceImplementation,
  type PlanRequest,
  type PlanResponse,
  type ServerStreamingMethodResult,
} from '@rookery/shared-contracts';
import type { Database } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import { attributesIn, domainFromWire, maskOfProfile, profileFromWire } from '@rookery/shared-scenario';
import { callContext } from '@rookery/shared-runtime';
import { startBuild, type LibraryBuilding } from './build-library.ts';
import { comparisonHandlers } from './compare-handlers.ts';
import type { Comparing } from '@rookery/planner-comparison';
import { exportedLines, importedLines } from './library-lines.ts';
import { planOnWorld, worldOf, type SimulatedPlanning } from './plan-on-world.ts';
import {
  planPath,
  type PathTask,
  type PlanEvent,
  maskFromWire,
  settingsFromWire,
} from '@rookery/planner-planning';
import {
  buildToWire,
  foundPathToWire,
  libraryToWire,
  pathToWire,
  plannerToWire,
  progressToWire,
  storedPathToWire,
} from './wire.ts';

/** What the handlers need. */
export interface PlannerParts extends LibraryBuilding, SimulatedPlanning, Comparing {
  /** Refuses searches that could not end in time. */
  readonly admission: Admission;
  readonly index: PathIndex;
  readonly database: Database;
  readonly libraries: LibraryStore;
}

const DEFAULT_PAGE = 50;
/** Paper, appendix D. */
const DEFAULT_NEIGHBOURS = 5;

/** PlannerService: unpacks, calls, packs. */
export function plannerHandlers(parts: PlannerParts): PlannerServiceImplementation {
  const { database, planning, paths, builds, jobs, index, libraries } = parts;
  return {
    ...comparisonHandlers(parts),
    plan: (request) => plan(parts, request),
    async listPlanners() {
      const { registry } = planning;
      return {
        planners: (await registry.list()).map(plannerToWire),
        defaultPlanner: registry.defaultPlanner,
      };
    },
    async buildLibrary({ requestId, spec }, { signal }) {
      if (spec === undefined) throw invalidArgument('spec', 'is required');
      return { build: buildToWire(await startBuild(parts, requestId, spec, signal)) };
    },
    async getLibraryBuild({ name }) {
      return { build: buildToWire(await builds.get(idsIn(name)[0])) };
    },
    async *watchLibraryBuild({ name }, { signal }) {
      callContext().endOnStop();
      for await (const build of watchBuild(builds, idsIn(name)[0], signal)) {
        yield { build: buildToWire(build) };
      }
    },
    async resumeLibraryBuild({ name, maxCalls, maxCostUsd }) {
      return { build: buildToWire(await jobs.resume(idsIn(name)[0], { maxCalls, maxCostUsd })) };
    },
    async cancelLibraryBuild({ name }) {
      return { build: buildToWire(await jobs.cancel(idsIn(name)[0])) };
    },
    async getLibrary({ name }) {
      return { library: libraryToWire(await libraries.get(idsIn(name)[0])) };
    },
    async listLibraries({ pageSize, pageToken }) {
      const page = await libraries.list(pageSize === 0 ? DEFAULT_PAGE : pageSize, pageToken);
      return { libraries: page.libraries.map(libraryToWire), nextPageToken: page.nextPageToken };
    },
    async listPaths({ parent, pageSize, pageToken }) {
      const [library] = idsIn(parent);
      const page = await paths.list(
        library === '-' ? undefined : library,
        pageSize === 0 ? DEFAULT_PAGE : pageSize,
        pageToken,
      );
      return { paths: page.paths.map(storedPathToWire), nextPageToken: page.nextPageToken };
    },
    async getPath({ name }) {
      return { path: storedPathToWire(await paths.get(...idsIn(name))) };
    },
    async findPaths({ parent, query, limit }, { signal }) {
      const wanted = { library: idsIn(parent)[0], query, limit: limit === 0 ? DEFAULT_NEIGHBOURS : limit };
      const found = await findPaths(paths, index, wanted, signal);
      return { paths: found.map(foundPathToWire), index: index.name };
    },
    async reindexLibrary({ name }) {
      await index.adopt(idsIn(name)[0]);
      return { embedder: index.name };
    },
    exportLibrary: ({ name }, { signal }) => exportedLines(database, idsIn(name)[0], signal),
    importLibrary: (requests, { signal }) => importedLines(database, requests, index.name, signal),
  };
}

async function* plan(parts: PlannerParts, request: PlanRequest): ServerStreamingMethodResult<PlanResponse> {
  const world = worldOf(request);
  if (world !== undefined) {
    yield* planOnWorld(parts, request, world);
    return;
  }
  const { planning, paths, admission } = parts;
  const task = taskOf(request);
  const stored =
    task.effect === '' || request.library === '' ? undefined : await paths.findByEffect(task.effect);
  if (stored !== undefined) {
    yield { event: { $case: 'path', value: storedPathToWire(stored) } };
    return;
  }
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
    yield { event: { $case: 'path', value: await kept(parts, event, task) } };
  }
}

// A path that rests on no evaluation at all is shown and not kept.
async function kept(
  { paths, fitter }: PlannerParts,
  { path, learnedFrom }: Extract<PlanEvent, { kind: 'path' }>,
  { library, effect }: PathTask,
): Promise<Path> {
  if (library === '' || path.evaluations === 0) return pathToWire(path, '', new Date());
  const stored = await paths.store(library, path, effect === '' ? undefined : effect, learnedFrom);
  fitter.grown(library);
  return storedPathToWire(stored);
}

function taskOf(request: PlanRequest): PathTask {
  const profile = profileFromWire('profile', request.profile);
  const known = maskFromWire('known_attributes', request.knownAttributes);
  const unknown = attributesIn(known & ~maskOfProfile(profile));
  if (unknown.length > 0) {
    throw invalidArgument('known_attributes', `the profile has no value for ${unknown.join(', ')}`);
  }
  const { signal, deadline } = callContext();
  return {
    effect: request.requestId === '' ? '' : `plan/${request.requestId}`,
    query: request.query,
    domain: domainFromWire('domain', request.domain),
    profile,
    known,
    settings: settingsFromWire(request.options),
    library: request.library,
    signal,
    deadline,
  };
}
