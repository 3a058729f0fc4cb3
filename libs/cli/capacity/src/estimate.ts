import type { CapacityPlan } from './plan.ts';

const SECONDS = 3600;

export interface ModelNeeds {
  readonly name: string;
  readonly gpuClass: string;
  readonly gpus: number;
  readonly outputTokens: number;
  readonly gpuHours: number;
}

export interface ClassNeeds {
  readonly gpuClass: string;
  readonly gpuHours: number;
  /** In use, or needed to be done in time. */
  readonly gpus: number;
  readonly hours: number;
  /** All its GPUs for as long as the whole takes. */
  readonly usd: number;
}

export interface HostedNeeds {
  readonly name: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number;
  /** At the rate that its provider allows. */
  readonly hours: number;
}

export interface CapacityEstimate {
  /** Answers that are judged, of all models. */
  readonly samples: number;
  readonly models: readonly ModelNeeds[];
  readonly classes: readonly ClassNeeds[];
  readonly hosted: readonly HostedNeeds[];
  /** From the beginning to the end. */
  readonly hours: number;
  readonly usd: number;
  /** Workers that front model servers, hosted ones included. */
  readonly workers: number;
}

export interface EstimateOptions {
  /** So many times the work. */
  readonly times: number;
  /** Hours in which it is to be done: as many GPUs as that takes, instead of the plan's fleet. */
  readonly withinHours: number | undefined;
}

/** What a plan takes: GPU hours by class, time, and money. */
export function estimate(plan: CapacityPlan, { times, withinHours }: EstimateOptions): CapacityEstimate {
  const perModel = (of: (one: CapacityPlan['work'][number]) => number): number =>
    plan.work.reduce((sum, one) => sum + times * one.items * of(one), 0);
  const written = perModel(({ outputTokens }) => outputTokens);
  const verdicts = perModel((one) => one.verdicts);
  const answering = plan.models.length + plan.hosted.filter(({ answers }) => answers).length;

  const models = plan.models.map(({ name, gpuClass, gpus, tokensPerSecond, outputFactor }): ModelNeeds => {
    const outputTokens = written * outputFactor;
    return {
      name,
      gpuClass,
      gpus,
      outputTokens,
      gpuHours: (outputTokens / tokensPerSecond / SECONDS) * gpus,
    };
  });
  const hosted = plan.hosted.map((one): HostedNeeds => {
    const judged = one.name === plan.judge.model ? verdicts * answering : 0;
    const own = one.answers ? 1 : 0;
    const inputTokens = judged * plan.judge.inputTokens + own * perModel((each) => each.inputTokens);
    const outputTokens = judged * plan.judge.outputTokens + own * written;
    return {
      name: one.name,
      inputTokens,
      outputTokens,
      usd: (inputTokens * one.usdPerMillionInput + outputTokens * one.usdPerMillionOutput) / 1e6,
      hours: (inputTokens + outputTokens) / one.tokensPerMinute / 60,
    };
  });

  const busy = Object.entries(plan.fleet).map(([gpuClass, { gpus, usdPerHour }]) => {
    const own = models.filter((one) => one.gpuClass === gpuClass);
    const gpuHours = own.reduce((sum, one) => sum + one.gpuHours, 0);
    // Each model has whole replicas, and one at least.
    const wanted =
      withinHours === undefined ? gpus : own.reduce((sum, one) => sum + replicasFor(one, withinHours), 0);
    return { gpuClass, gpuHours, gpus: wanted, hours: wanted === 0 ? 0 : gpuHours / wanted, usdPerHour };
  });
  const slowest = Math.max(0, ...busy.map(({ hours }) => hours), ...hosted.map(({ hours }) => hours));
  const hours = withinHours ?? slowest;
  const classes = busy.map(({ usdPerHour, ...one }): ClassNeeds => ({
    ...one,
    usd: one.gpus * hours * usdPerHour,
  }));
  const gpuWorkers = classes.reduce((sum, { gpuClass, gpus }) => {
    const own = models.filter((one) => one.gpuClass === gpuClass);
    return sum + (own.length === 0 ? 0 : gpus / (own.reduce((all, one) => all + one.gpus, 0) / own.length));
  }, 0);
  return {
    samples: verdicts * answering,
    models,
    classes,
    hosted,
    hours,
    usd: [...classes, ...hosted].reduce((sum, one) => sum + one.usd, 0),
    workers: Math.ceil(gpuWorkers) + plan.hosted.length,
  };
}

const replicasFor = ({ gpuHours, gpus }: ModelNeeds, hours: number): number =>
  Math.max(1, Math.ceil(gpuHours / gpus / hours)) * gpus;
