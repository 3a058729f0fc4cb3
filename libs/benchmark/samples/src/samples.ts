import type { Status } from '@rookery/shared-scenario';
import type { RunSettings } from './run-settings.ts';

/** The shape of a run: how its samples are numbered. */
export interface RunShape {
  readonly scenarios: number;
  readonly models: readonly string[];
  readonly statuses: readonly Status[];
  readonly repetitions: number;
}

/** The natural key of a sample, but for its run. */
export interface SampleCell {
  /** Position of the scenario in the run's stored choice, from 0. */
  readonly position: number;
  readonly model: string;
  readonly status: Status;
  /** From 1. */
  readonly repetition: number;
}

/** The shape of a run with so many chosen scenarios. */
export function runShape(settings: RunSettings, scenarios: number): RunShape {
  const { models, statuses, repetitions } = settings;
  return { scenarios, models, statuses, repetitions };
}

/** How many samples the run has. */
export function sampleCount({ scenarios, models, statuses, repetitions }: RunShape): number {
  return scenarios * models.length * statuses.length * repetitions;
}

/**
 * The sample with a number, 0 and up. Numbers and natural keys correspond one to one: the status changes fastest,
 * then the model, the scenario, the repetition. So a run that is stopped early has whole comparisons to report, and
 * neighbours share a scenario, which is then loaded once.
 */
export function cellAt(shape: RunShape, sample: number): SampleCell {
  const { models, statuses, scenarios } = shape;
  if (!Number.isInteger(sample) || sample < 0 || sample >= sampleCount(shape)) {
    throw new RangeError(`sample: is ${sample}, must be below ${sampleCount(shape)}`);
  }
  const perScenario = models.length * statuses.length;
  const row = Math.floor(sample / perScenario);
  const model = models[Math.floor((sample % perScenario) / statuses.length)];
  const status = statuses[sample % statuses.length];
  if (model === undefined || status === undefined) throw new RangeError(`sample: ${sample} has no cell`);
  return { position: row % scenarios, model, status, repetition: Math.floor(row / scenarios) + 1 };
}

/** The positions of the scenarios that samples first..last (inclusive) need, each once. */
export function scenarioPositions(shape: RunShape, first: number, last: number): readonly number[] {
  const perScenario = shape.models.length * shape.statuses.length;
  const positions = new Set<number>();
  for (let row = Math.floor(first / perScenario); row <= Math.floor(last / perScenario); row += 1) {
    positions.add(row % shape.scenarios);
    if (positions.size === shape.scenarios) break;
  }
  return [...positions];
}
