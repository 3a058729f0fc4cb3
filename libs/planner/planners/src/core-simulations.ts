import type { SearchHost, Simulation, SimulationEvent } from '@rookery/planner-pool';
import { listPlanners, type PlannerInfo } from '@rookery/shared-planner-wasm';
import { invalidArgument } from '@rookery/shared-errors';
import { filledIn, parseParameters } from './parameters.ts';
import { eachInRequestFields } from './request-fields.ts';

/** What a search on a simulated problem is started with. */
export interface SimulationRequest extends Omit<Simulation, 'planner' | 'parameters' | 'world'> {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
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

/** Searches on simulated problems, which never leave the core: only its own planners can do them. */
export class CoreSimulations {
  readonly #host: SearchHost;
  readonly #defaultPlanner: string;
  readonly #planners: readonly PlannerInfo[] = listPlanners();

  /** @param defaultPlanner the planner of requests that name none */
  constructor(host: SearchHost, defaultPlanner: string) {
    this.#host = host;
    this.#defaultPlanner = defaultPlanner;
  }

  /**
   * When the signal aborts, the result is the best path so far.
   * @throws RookeryError INVALID_ARGUMENT naming the fields of PlanRequest that are wrong; at once or from the events
   */
  start(request: SimulationRequest, signal: AbortSignal): StartedSimulation {
    const { planner: name, parametersJson, worldJson, ...simulation } = request;
    const info = this.#find(name === '' ? this.#defaultPlanner : name);
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const world = parseParameters('world.settings_json', worldJson);
    const events = this.#host.simulate({ ...simulation, planner: info.name, parameters, world }, signal);
    return {
      events: eachInRequestFields(events),
      planner: info.name,
      parametersJson: JSON.stringify(filledIn(info, parameters)),
    };
  }

  /** Whether it could be started: the core says so by beginning with it. @throws RookeryError as `start` */
  async check(request: SimulationRequest, signal: AbortSignal): Promise<void> {
    const smallest = { ...request, problem: { ...request.problem, budget: 1 } };
    for await (const _ of this.start(smallest, signal).events) return;
  }

  #find(name: string): PlannerInfo {
    const info = this.#planners.find((planner) => planner.name === name);
    if (info !== undefined) return info;
    const known = this.#planners.map((planner) => planner.name).sort();
    throw invalidArgument('options.planner', `is no planner of the core; those are: ${known.join(', ')}`);
  }
}
