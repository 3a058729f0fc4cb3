import type { LibraryLesson, Problem } from '@rookery/shared-planner-wasm';
import { asRookeryError, invalidArgument, type RookeryError } from '@rookery/shared-errors';
import {
  completeProblem,
  GuardedSearch,
  PATIENCE_MS,
  plannerFailure,
  type PlannerProblem,
  type PlannerSearch,
  type RemotePlanner,
} from '@rookery/shared-planner-backend';
import { filledIn, parseParameters, type ParameterValues } from './parameters.ts';
import type { Planner } from './planner.ts';
import {
  checkCapabilities,
  inProcess,
  remote,
  type ListedPlanner,
  type ReachedPlanner,
} from './reached-planner.ts';
import { inRequestFields } from './request-fields.ts';

/** The parameter by which planners that learn from libraries are told not to. */
const USE_LIBRARY = 'useLibrary';

/** What a search is started with. */
export interface SearchRequest {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
  readonly parametersJson: string;
  readonly problem: Problem & { readonly distinct?: boolean };
  /** What asking costs in this deployment (as `Problem.costs`): taken by planners that can weigh it, where the problem has none. */
  readonly usualCosts?: readonly number[];
  /** What a library says of the query: used by planners that learn from libraries, unless `useLibrary` is false. */
  readonly lesson?: LibraryLesson | undefined;
}

/** A search under way; whoever started it closes it. */
export interface StartedSearch extends Disposable {
  readonly search: GuardedSearch;
  readonly planner: string;
  /** Whether the planner is in another process. */
  readonly external: boolean;
  /** All parameters as JSON, defaults and presets filled in. */
  readonly parametersJson: string;
  /** Whether the lesson is used. */
  readonly usesLibrary: boolean;
}

/** Planners in other processes. */
export interface ExternalPlanners {
  readonly planners: readonly Pick<RemotePlanner, 'name' | 'describe' | 'start'>[];
  /** Longest that one call of any planner may take, in milliseconds. */
  readonly patienceMs?: number;
  /** Told of one that is listed and cannot be used just now. */
  readonly onUnusable?: (name: string, error: RookeryError) => void;
}

/** Of a planner that cannot say what it is. */
const NOTHING_KNOWN = {
  description: '',
  parameters: [],
  presets: [],
  weighsCosts: false,
  learnsFromLibraries: false,
  capabilities: undefined,
};

/** The planners of this deployment, by name. Every search they start is guarded. */
export class PlannerRegistry {
  readonly #planners: ReadonlyMap<string, ReachedPlanner>;
  readonly #defaultPlanner: string;
  readonly #patienceMs: number;
  readonly #onUnusable: ExternalPlanners['onUnusable'];

  /** @throws RookeryError INVALID_ARGUMENT when the default is none of the planners */
  constructor(
    planners: readonly Planner[],
    defaultPlanner: string,
    external: ExternalPlanners = { planners: [] },
  ) {
    const reached = [...planners.map(inProcess), ...external.planners.map(remote)];
    this.#planners = new Map(reached.map((planner) => [planner.name, planner]));
    this.#defaultPlanner = defaultPlanner;
    this.#patienceMs = external.patienceMs ?? PATIENCE_MS;
    this.#onUnusable = external.onUnusable;
    this.#find(defaultPlanner, 'default planner');
  }

  /** Longest that one call of a planner may take, milliseconds. */
  get patienceMs(): number {
    return this.#patienceMs;
  }

  get defaultPlanner(): string {
    return this.#defaultPlanner;
  }

  /** Ordered by name. An external planner that cannot be used just now says why, and no more than its name. */
  async list(): Promise<ListedPlanner[]> {
    const listed = await Promise.all([...this.#planners.values()].map((planner) => this.#listed(planner)));
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * @throws RookeryError INVALID_ARGUMENT naming the fields of PlanningOptions that are wrong and what is allowed;
   *   UNAVAILABLE, FAILED_PRECONDITION or INTERNAL for an external planner that cannot be used
   */
  async start(request: SearchRequest): Promise<StartedSearch> {
    const { planner: name, parametersJson, problem, usualCosts = [] } = request;
    const planner = this.#find(name === '' ? this.#defaultPlanner : name, 'options.planner');
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const description = await planner.describe();
    const complete = completeProblem({
      ...(description.weighsCosts ? { costs: usualCosts } : {}),
      ...problem,
    });
    const values = filledIn(description, parameters);
    const usesLibrary = description.learnsFromLibraries && values[USE_LIBRARY] !== false;
    const lesson = usesLibrary ? request.lesson : undefined;
    const inner = await inRequestFields(() => {
      checkCapabilities(description, complete);
      return this.#begin(planner, complete, parameters, lesson);
    });
    const search = new GuardedSearch(planner.name, inner, complete, this.#patienceMs);
    return {
      search,
      planner: planner.name,
      external: planner.external,
      parametersJson: JSON.stringify(values),
      usesLibrary: lesson !== undefined,
      [Symbol.dispose]: () => {
        search.close();
      },
    };
  }

  /** Whether a search can be started so; throws as `start` does. */
  async check(request: SearchRequest): Promise<void> {
    using _ = await this.start(request);
  }

  async #begin(
    planner: ReachedPlanner,
    problem: PlannerProblem,
    parameters: ParameterValues,
    lesson: LibraryLesson | undefined,
  ): Promise<PlannerSearch> {
    const impatience = new AbortController();
    const timer = setTimeout(() => {
      impatience.abort();
    }, this.#patienceMs);
    try {
      return await planner.start(problem, parameters, impatience.signal, lesson);
    } catch (caught) {
      if (!impatience.signal.aborted) throw caught;
      const what = `did not begin a search within ${this.#patienceMs} ms`;
      throw plannerFailure(planner.name, 'UNAVAILABLE', what, caught);
    } finally {
      clearTimeout(timer);
    }
  }

  async #listed({ name, external, ...planner }: ReachedPlanner): Promise<ListedPlanner> {
    try {
      return { ...(await planner.describe()), external, unusable: undefined };
    } catch (caught) {
      const unusable = asRookeryError(caught);
      this.#onUnusable?.(name, unusable);
      return { ...NOTHING_KNOWN, name, title: name, external, unusable };
    }
  }

  #find(name: string, field: string): ReachedPlanner {
    const planner = this.#planners.get(name);
    if (planner !== undefined) return planner;
    const known = [...this.#planners.keys()].sort().join(', ');
    throw invalidArgument(field, `there is no planner of that name; known are: ${known}`);
  }
}
