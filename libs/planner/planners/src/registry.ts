import type { Eventually, Problem } from '@rookery/shared-core';
import { asRookeryError, invalidArgument, isRookeryError, RookeryError } from '@rookery/shared-errors';
import {
  completeProblem,
  GuardedSearch,
  plannerFailure,
  type PlannerDescription,
  type PlannerProblem,
  type PlannerSearch,
  type RemotePlanner,
} from '@rookery/shared-planner-backend';
import { filledIn, parseParameters, type ParameterValues } from './parameters.ts';
import { CORE_CAPABILITIES, type Planner } from './planner.ts';

/** What a search is started with. */
export interface SearchRequest {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
  readonly parametersJson: string;
  readonly problem: Problem & { readonly distinct?: boolean };
}

/** A search under way; whoever started it closes it. */
export interface StartedSearch extends Disposable {
  readonly search: GuardedSearch;
  readonly planner: string;
  /** All parameters as JSON, defaults and presets filled in. */
  readonly parametersJson: string;
}

/** A planner that can be named. */
export interface ListedPlanner extends PlannerDescription {
  /** Reached over the network. */
  readonly external: boolean;
}

/** Planners in other processes. */
export interface ExternalPlanners {
  readonly planners: readonly Pick<RemotePlanner, 'name' | 'describe' | 'start'>[];
  /** Longest that one call of any planner may take, in milliseconds. */
  readonly patienceMs?: number;
  /** Told of one that is not listed because it can not be used just now. */
  readonly onUnusable?: (name: string, error: RookeryError) => void;
}

/** How to reach a planner, wherever it is. */
interface Reached {
  readonly name: string;
  readonly external: boolean;
  describe(): Eventually<PlannerDescription>;
  start(problem: PlannerProblem, parameters: ParameterValues, signal: AbortSignal): Eventually<PlannerSearch>;
}

/** Longest a search may take to begin when nothing else is said, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The planners of this deployment, by name. Every search they start is guarded. */
export class PlannerRegistry {
  readonly #planners: ReadonlyMap<string, Reached>;
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

  get defaultPlanner(): string {
    return this.#defaultPlanner;
  }

  /** Ordered by name. External planners that can not be used just now are left out. */
  async list(): Promise<ListedPlanner[]> {
    const listed = await Promise.all([...this.#planners.values()].map((planner) => this.#listed(planner)));
    return listed.filter((one) => one !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * @throws RookeryError INVALID_ARGUMENT naming the fields of PlanningOptions that are wrong and what is allowed;
   *   UNAVAILABLE, FAILED_PRECONDITION or INTERNAL for an external planner that can not be used
   */
  async start({ planner: name, parametersJson, problem }: SearchRequest): Promise<StartedSearch> {
    const planner = this.#find(name === '' ? this.#defaultPlanner : name, 'options.planner');
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const complete = completeProblem(problem);
    const description = await planner.describe();
    const inner = await inRequestFields(() => {
      checkCapabilities(description, complete);
      return this.#begin(planner, complete, parameters);
    });
    const search = new GuardedSearch(planner.name, inner, complete, this.#patienceMs);
    return {
      search,
      planner: planner.name,
      parametersJson: JSON.stringify(filledIn(description, parameters)),
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
    planner: Reached,
    problem: PlannerProblem,
    parameters: ParameterValues,
  ): Promise<PlannerSearch> {
    const impatience = new AbortController();
    const timer = setTimeout(() => {
      impatience.abort();
    }, this.#patienceMs);
    try {
      return await planner.start(problem, parameters, impatience.signal);
    } catch (caught) {
      if (!impatience.signal.aborted) throw caught;
      const what = `did not begin a search within ${this.#patienceMs} ms`;
      throw plannerFailure(planner.name, 'UNAVAILABLE', what, caught);
    } finally {
      clearTimeout(timer);
    }
  }

  async #listed(planner: Reached): Promise<ListedPlanner | undefined> {
    try {
      return { ...(await planner.describe()), external: planner.external };
    } catch (caught) {
      this.#onUnusable?.(planner.name, asRookeryError(caught));
      return undefined;
    }
  }

  #find(name: string, field: string): Reached {
    const planner = this.#planners.get(name);
    if (planner !== undefined) return planner;
    const known = [...this.#planners.keys()].sort().join(', ');
    throw invalidArgument(field, `there is no planner of that name; known are: ${known}`);
  }
}

function inProcess({ info, capabilities = CORE_CAPABILITIES, start }: Planner): Reached {
  return { name: info.name, external: false, describe: () => ({ ...info, capabilities }), start };
}

function remote(planner: ExternalPlanners['planners'][number]): Reached {
  return {
    name: planner.name,
    external: true,
    describe: () => planner.describe(),
    start: (problem, parameters, signal) => planner.start(problem, parameters, signal),
  };
}

function checkCapabilities(
  { name, capabilities: { maxAttributes, maxDepth, distinctSubsets } }: PlannerDescription,
  { attributes, depth, distinct }: PlannerProblem,
): void {
  if (attributes > maxAttributes) {
    throw invalidArgument('problem.attributes', `${attributes} is not in 1..${maxAttributes}`);
  }
  if (depth > maxDepth) throw invalidArgument('problem.depth', `${depth} is not in 1..${maxDepth}`);
  if (distinct && !distinctSubsets) {
    throw invalidArgument('problem.distinct_subsets', `${name} can not promise it; leave it unset`);
  }
}

// Planners name what they know, `problem.depth` and `parameters.exploration`; callers wrote PlanningOptions.
async function inRequestFields<T>(start: () => Eventually<T>): Promise<T> {
  try {
    return await start();
  } catch (caught) {
    if (!isRookeryError(caught) || caught.violations.length === 0) throw caught;
    const violations = caught.violations.map(({ field, description }) => ({
      field: field.replace(/^problem\./, 'options.').replace(/^parameters/, 'options.parameters_json'),
      description,
    }));
    const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
    throw new RookeryError(caught.code, message, { violations, cause: caught });
  }
}
