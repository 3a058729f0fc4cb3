import type { Simulation, SimulationEvent } from '@rookery/planner-pool';
import type { DrivenSearch, Eventually, PlannerInfo, Problem } from '@rookery/shared-core';
import { invalidArgument } from '@rookery/shared-errors';
import { filledIn, parseParameters, type ParameterValues } from './parameters.ts';
import { eachInRequestFields, inRequestFields } from './request-fields.ts';

/** A planner that can be named: what it is, and how a search with it begins. */
export interface Planner {
  readonly info: PlannerInfo;
  /** Throws INVALID_ARGUMENT with fields `problem.*` and `parameters.*`. */
  readonly start: (problem: Problem, parameters: ParameterValues) => Eventually<DrivenSearch>;
  /** Searches on a simulated problem without leaving the core; only planners of the core can. See `SearchHost`. */
  readonly simulate?: (
    simulation: Omit<Simulation, 'planner'>,
    signal: AbortSignal,
  ) => AsyncIterable<SimulationEvent>;
}

/** What a search is started with. */
export interface SearchRequest {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
  readonly parametersJson: string;
  readonly problem: Problem;
}

/** What a search on a simulated problem is started with. */
export interface SimulationRequest extends Omit<Simulation, 'planner' | 'parameters' | 'world'> {
  /** See `SearchRequest`. */
  readonly planner: string;
  readonly parametersJson: string;
  /** Settings of the world as a JSON object; empty: defaults. */
  readonly worldJson: string;
}

/** A search on a simulated problem; it begins when its events are read. */
export interface StartedSimulation {
  readonly events: AsyncIterable<SimulationEvent>;
  readonly planner: string;
  /** All parameters as JSON, defaults and presets filled in. */
  readonly parametersJson: string;
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

  /**
   * Plans on a simulated problem; when the signal aborts, the result is the best path so far.
   * @throws RookeryError as `start` does, and for fields of `world`; at once or from the events
   */
  simulate(request: SimulationRequest, signal: AbortSignal): StartedSimulation {
    const { planner: name, parametersJson, worldJson, ...simulation } = request;
    const planner = this.#find(name === '' ? this.#defaultPlanner : name, 'options.planner');
    if (planner.simulate === undefined) {
      const known = [...this.#planners.values()].filter(({ simulate }) => simulate !== undefined);
      const names = known.map(({ info }) => info.name).sort();
      throw invalidArgument(
        'options.planner',
        `does not run in the core; those that do: ${names.join(', ')}`,
      );
    }
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const world = parseParameters('world.settings_json', worldJson);
    return {
      events: eachInRequestFields(planner.simulate({ ...simulation, parameters, world }, signal)),
      planner: planner.info.name,
      parametersJson: JSON.stringify(filledIn(planner.info, parameters)),
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
