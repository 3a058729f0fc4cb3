import type { Admission } from '@rookery/planner-admission';
import { stopping } from '@rookery/planner-search';
import type { SimulationRequest, Simulations } from '@rookery/planner-planners';
import type { SimulationReport } from '@rookery/planner-pool';
import {
  Domain,
  PriorQuality,
  type PathStep,
  type PlanRequest,
  type PlanResponse,
  type WorldProblem,
} from '@rookery/shared-contracts';
import { invalidArgument, RookeryError, type FieldViolation } from '@rookery/shared-errors';
import { callContext } from '@rookery/shared-runtime';
import { searchSettingsFromWire } from '@rookery/planner-planning';
import { stepToWire, stopReasonToWire } from './wire.ts';
import { worldAttribute, worldCostsFromWire, worldMaskFromWire } from './world-attributes.ts';

/**
 * The simulated problem of a request; undefined when it is about a person.
 * @throws RookeryError INVALID_ARGUMENT naming what is there of both or missing of both
 */
export function worldOf(request: PlanRequest): WorldProblem | undefined {
  const { world, query, domain, profile, library, options } = request;
  const person = { query: query !== '', profile: profile !== undefined };
  const rest = {
    domain: domain !== Domain.UNSPECIFIED,
    library: library !== '',
    'options.answer_model': (options?.answerModel ?? '') !== '',
    'options.judge_model': (options?.judgeModel ?? '') !== '',
    'options.prior_model': (options?.priorModel ?? '') !== '',
    'options.distinct_subsets': options?.distinctSubsets ?? false,
  };
  if (world === undefined)
    refuse(request.validateOnly ? {} : person, false, 'is required, unless world is given');
  else refuse({ ...person, ...rest }, true, 'must be left out when world is given');
  return world;
}

function refuse(given: Readonly<Record<string, boolean>>, wrong: boolean, description: string): void {
  const violations: FieldViolation[] = Object.entries(given)
    .filter(([, isGiven]) => isGiven === wrong)
    .map(([field]) => ({ field, description }));
  if (violations.length === 0) return;
  const message = violations.map(({ field }) => `${field}: ${description}`).join('; ');
  throw new RookeryError('INVALID_ARGUMENT', message, { violations });
}

/** What planning on simulated problems needs. */
export interface SimulatedPlanning {
  readonly simulations: Simulations;
  /** Apart from that of other searches: nothing in these waits for models. */
  readonly simulationAdmission: Admission;
}

/**
 * Plans on a simulated problem; planners of the core never leave it. Ends as a search for a person does.
 * @throws RookeryError INVALID_ARGUMENT (options.*, world.*, known_attributes), RESOURCE_EXHAUSTED, what a planner fails with before
 *   anything was evaluated
 */
export async function* planOnWorld(
  { simulations, simulationAdmission }: SimulatedPlanning,
  request: PlanRequest,
  world: WorldProblem,
): AsyncGenerator<PlanResponse, void, undefined> {
  const { signal, deadline } = callContext();
  const simulation = simulationOf(request, world);
  const { budget: evaluations } = simulation.problem;
  // Before anything else is set up, because a refusal must cost next to nothing.
  using admitted = await simulationAdmission.admit({ evaluations, deadline, signal });
  using stop = stopping(signal, deadline);
  const { events, planner, parametersJson } = await simulations.start(simulation, stop.signal);
  for await (const event of events) {
    if (event.kind === 'report') {
      const { evaluations, budget } = event.report;
      admitted.progress(evaluations);
      const progress = { evaluations, budget, bestSteps: stepsOf(event.report) };
      yield { event: { $case: 'progress', value: progress } };
      continue;
    }
    const { result } = event;
    const stopReason = result.end === 'stopped' ? (stop.reason ?? 'cancelled') : result.end;
    admitted.progress(result.evaluations);
    if (result.end === 'budget' || result.end === 'converged') admitted.finished();
    // A caller that cancelled gets nothing more.
    if (stopReason === 'cancelled') signal.throwIfAborted();
    const path = {
      name: '',
      query: '',
      domain: Domain.UNSPECIFIED,
      steps: stepsOf(result),
      startValue: result.startValue,
      known: request.knownAttributes,
      stopReason: stopReasonToWire(stopReason),
      evaluations: result.evaluations,
      unscoredEvaluations: 0,
      planner,
      parametersJson,
      seed: Number(simulation.problem.seed),
      models: undefined,
      usage: undefined,
      createTime: new Date(),
      simulated: true,
      profileKey: '',
      plannerFailure: result.end === 'planner_failed' ? result.plannerFailure : '',
      libraryVersion: 0,
    };
    yield { event: { $case: 'path', value: path } };
  }
}

/** Whether it could be planned. @throws RookeryError INVALID_ARGUMENT as planOnWorld does */
export async function checkOnWorld(
  { simulations }: Pick<SimulatedPlanning, 'simulations'>,
  request: PlanRequest,
  world: WorldProblem,
): Promise<void> {
  await simulations.check(simulationOf(request, world), callContext().signal);
}

function simulationOf(request: PlanRequest, world: WorldProblem): SimulationRequest {
  const { planner, parametersJson, depth, budget, concurrency, seed } = searchSettingsFromWire(
    request.options,
  );
  const forbidden = request.options?.forbiddenAttributes ?? [];
  return {
    planner,
    parametersJson,
    worldJson: world.settingsJson,
    problemSeed: BigInt(world.seed),
    prior: priorFromWire(world.prior),
    problem: {
      depth,
      budget,
      seed: BigInt(seed),
      known: worldMaskFromWire('known_attributes', request.knownAttributes),
      forbidden: worldMaskFromWire('options.forbidden_attributes', forbidden),
      costs: worldCostsFromWire('options.attribute_costs', request.options?.attributeCosts ?? {}),
    },
    batch: concurrency,
  };
}

function priorFromWire(prior: PriorQuality): SimulationRequest['prior'] {
  switch (prior) {
    case PriorQuality.UNSPECIFIED:
    case PriorQuality.GOOD:
      return 'good';
    case PriorQuality.POOR:
      return 'poor';
    case PriorQuality.MISLEADING:
      return 'misleading';
    case PriorQuality.CONSTANT:
      return 'constant';
    default:
      throw invalidArgument('world.prior', `is ${prior}, allowed are 0 to 3`);
  }
}

function stepsOf({ best }: SimulationReport): PathStep[] {
  return best.steps.map(({ attribute, mean, visits }) =>
    stepToWire({ attribute: worldAttribute(attribute), value: mean, visits }),
  );
}
