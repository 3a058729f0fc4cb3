import {
  SimulatedTruth,
  type SearchHost,
  type Simulation,
  type SimulationEvent,
  type SimulationResult,
} from '@rookery/planner-pool';
import { listPlanners, type PlannerInfo } from '@rookery/shared-planner-wasm';
import { filledIn, parseParameters } from './parameters.ts';
import { playedSimulation, type FailedSimulation } from './played-simulation.ts';
import type { PlannerRegistry } from './registry.ts';
import { eachInRequestFields, inRequestFieldsNow } from './request-fields.ts';

/** What a search on a simulated problem is started with. */
export interface SimulationRequest extends Omit<Simulation, 'planner' | 'parameters' | 'world'> {
  /** Name of the planner; empty: the default one. */
  readonly planner: string;
  /** Its parameters as a JSON object; empty: defaults. */
  readonly parametersJson: string;
  /** Settings of the world as a JSON object; empty: defaults. */
  readonly worldJson: string;
}

/** Reports, then the result, then nothing. */
export type SimulatedEvent =
  SimulationEvent | { readonly kind: 'result'; readonly result: SimulationResult | FailedSimulation };

/** A search on a simulated problem; it begins when its events are read. */
export interface StartedSimulation {
  readonly events: AsyncIterable<SimulatedEvent>;
  readonly planner: string;
  /** All parameters as JSON, defaults and presets filled in. */
  readonly parametersJson: string;
}

/**
 * Searches on simulated problems. Those of the core's planners never leave it; others are asked from here, batch by batch, as
 * they are for a person.
 */
export class Simulations {
  readonly #host: SearchHost;
  readonly #registry: Pick<PlannerRegistry, 'defaultPlanner' | 'start'>;
  readonly #core: ReadonlyMap<string, PlannerInfo>;

  constructor(host: SearchHost, registry: Pick<PlannerRegistry, 'defaultPlanner' | 'start'>) {
    this.#host = host;
    this.#registry = registry;
    this.#core = new Map(listPlanners().map((info) => [info.name, info]));
  }

  /**
   * When the signal aborts, the result is the best path so far.
   * @throws RookeryError INVALID_ARGUMENT naming the fields of PlanRequest that are wrong, at once or from the events; what an
   *   external planner that cannot be used fails with
   */
  async start(request: SimulationRequest, signal: AbortSignal): Promise<StartedSimulation> {
    const { planner: name, parametersJson, worldJson, ...simulation } = request;
    const planner = name === '' ? this.#registry.defaultPlanner : name;
    const parameters = parseParameters('options.parameters_json', parametersJson);
    const world = parseParameters('world.settings_json', worldJson);
    const info = this.#core.get(planner);
    if (info === undefined) return this.#outside({ ...simulation, planner, parameters, world }, signal);
    const events = this.#host.simulate({ ...simulation, planner, parameters, world }, signal);
    return {
      events: eachInRequestFields(events),
      planner,
      parametersJson: JSON.stringify(filledIn(info, parameters)),
    };
  }

  /** Whether it could be started: it says so by beginning. @throws RookeryError as `start` */
  async check(request: SimulationRequest, signal: AbortSignal): Promise<void> {
    const smallest = { ...request, problem: { ...request.problem, budget: 1 } };
    for await (const _ of (await this.start(smallest, signal)).events) return;
  }

  async #outside(simulation: Simulation, signal: AbortSignal): Promise<StartedSimulation> {
    const { planner, parameters, problem, batch } = simulation;
    using opened = new DisposableStack();
    const truth = opened.use(inRequestFieldsNow(() => new SimulatedTruth(simulation)));
    const { attributes } = truth;
    const started = opened.use(
      await this.#registry.start({
        planner,
        parametersJson: JSON.stringify(parameters),
        problem: { ...problem, attributes, costs: truth.costs(problem.costs ?? []) },
      }),
    );
    const whole = opened.move();
    return {
      events: playedSimulation(started.search, { truth, batch, signal, opened: whole }),
      planner,
      parametersJson: started.parametersJson,
    };
  }
}
