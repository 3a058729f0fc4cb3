import type { DrivenSearch, Eventually, PlannerInfo, Problem } from '@rookery/shared-core';
import { invalidArgument, isRookeryError, RookeryError } from '@rookery/shared-errors';
import { filledIn, parseParameters, type ParameterValues } from './parameters.ts';

/** A planner that can be named: what it is, and how a search with it begins. */
export interface Planner {
  readonly info: PlannerInfo;
  /** Throws INVALID_ARGUMENT with fields `problem.*` and `parameters.*`. */
  readonly start: (problem: Problem, parameters: ParameterValues) => Eventually<DrivenSearch>;
}

/** What a search is started with. */
export interface SearchRequest {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
  readonly parametersJson: string;
  readonly problem: Problem;
}

/** A search under way; whoever started it closes it. */
export interface StartedSearch extends Disposable {
  readonly search: DrivenSearch;
  readonly planner: string;
  /** All parameters as JSON, defaults and presets filled in. */
  readonly parametersJson: string;
}

/** The planners of this deployment, by name. */
export class PlannerRegistry {
  readonly #planners: ReadonlyMap<string, Planner>;
  readonly #defaultPlanner: string;

  /** @throws RookeryError INVALID_ARGUMENT when the default is none of the planners */
  constructor(planners: readonly Planner[], defaultPlanner: string) {
    this.#planners = new Map(planners.map((planner) => [planner.info.name, planner]));
    this.#defaultPlanner = defaultPlanner;
    this.#find(defaultPlanner, 'default planner');
  }

  get defaultPlanner(): string {
    return this.#defaultPlanner;
  }

  /** Ordered by name. */
  list(): PlannerInfo[] {
    return [...this.#planners.values()].map(({ info }) => info).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws RookeryError INVALID_ARGUMENT naming the fields of PlanningOptions that are wrong and what is allowed */
  async start({ planner: name, parametersJson, problem }: SearchRequest): Promise<StartedSearch> {
    const planner = this.#find(name === '' ? this.#defaultPlanner : name, 'options.planner');
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const search = await inRequestFields(() => planner.start(problem, parameters));
    return {
      search,
      planner: planner.info.name,
      parametersJson: JSON.stringify(filledIn(planner.info, parameters)),
      [Symbol.dispose]: () => {
        search.close();
      },
    };
  }

  /** Whether a search can be started so; throws as `start` does. */
  async check(request: SearchRequest): Promise<void> {
    using _ = await this.start(request);
  }

  #find(name: string, field: string): Planner {
    const planner = this.#planners.get(name);
    if (planner !== undefined) return planner;
    const known = [...this.#planners.keys()].sort().join(', ');
    throw invalidArgument(field, `there is no planner of that name; known are: ${known}`);
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
