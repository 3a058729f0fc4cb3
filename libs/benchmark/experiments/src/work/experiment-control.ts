import { chooseScenarios, type DataSetStore, type ScenarioStore } from '@rookery/benchmark-storage';
import { selectionFromWire } from '@rookery/benchmark-wire';
import { Capability, ExperimentSpec } from '@rookery/shared-contracts';
import { isRookeryError, invalidArgument } from '@rookery/shared-errors';
import { requestDigest, type Jobs, type SeenJob } from '@rookery/shared-jobs';
import { readerOf, type Reader } from '@rookery/shared-database';
import { checkNamedModels, type Inference } from '@rookery/shared-routing';
import type { Caller } from '@rookery/shared-runtime';
import { keyOf, type Contents } from '../asks.ts';
import { knownExperiment } from '../known/index.ts';
import { neededBy, STUDY_DEFAULTS, type Study } from '../study.ts';
import { laySteps, type ExperimentProgress, type NewStep } from './experiment-store.ts';
import type { StepParts } from './make-step.ts';
import type { StoredExperiment } from './stored-spec.ts';

/** A job of experiments as it stands at one moment. */
export type ExperimentRecord = SeenJob<StoredExperiment, ExperimentProgress>;

export interface ExperimentControlParts extends Pick<StepParts, 'store' | 'runs' | 'builds' | 'comparisons'> {
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly jobs: Jobs<StoredExperiment, ExperimentProgress>;
  readonly inference: Pick<Inference, 'models'>;
}

/** Makes and cancels experiments. */
export class ExperimentControl {
  readonly #parts: ExperimentControlParts;

  constructor(parts: ExperimentControlParts) {
    this.#parts = parts;
  }

  /** Stores a job with its steps. @throws RookeryError as the contract says of RunExperiment */
  async create(
    caller: Caller,
    requestId: string,
    spec: ExperimentSpec,
    signal: AbortSignal,
  ): Promise<ExperimentRecord> {
    const { jobs } = this.#parts;
    const { maxCalls, maxCostUsd } = spec;
    const request = { owner: caller.name, requestId, digest: requestDigest(ExperimentSpec.toJSON(spec)) };
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    const known = spec.experiments.map((name, index) => knownExperiment(`spec.experiments[${index}]`, name));
    const study = studyOf(spec);
    const simulated = await this.#checkModels(spec, signal);
    const contents = await this.#contents(caller, study);
    const { dataSet } = study.selection;
    const data = await this.#parts.dataSets.version(
      dataSet === undefined ? { owner: caller.name } : readerOf(caller),
      dataSet,
    );
    const steps = stepsOf(known.flatMap((one) => one.asks(study)).flatMap(neededBy), contents);
    return jobs.create(
      {
        ...request,
        asOperator: caller.operator,
        spec: { spec: { ...spec, maxCalls: undefined, maxCostUsd: undefined }, contents, simulated, data },
        limits: { maxCalls, maxCostUsd },
      },
      laySteps(steps, maxCalls !== undefined || maxCostUsd !== undefined),
    );
  }

  /** Cancels a job and what is at work for it alone. @throws RookeryError NOT_FOUND */
  async cancel(reader: Reader, id: string, signal: AbortSignal): Promise<ExperimentRecord> {
    const { jobs, store } = this.#parts;
    const cancelled = await jobs.cancel(reader, id);
    for (const { resource, state } of cancelled.progress.steps) {
      if (resource === '' || state !== 'open' || (await store.isWantedElsewhere(id, resource))) continue;
      await this.#cancelResource(reader, resource, signal);
    }
    return cancelled;
  }

  async #cancelResource(reader: Reader, resource: string, signal: AbortSignal): Promise<void> {
    const { runs, builds, comparisons } = this.#parts;
    const [collection, id = ''] = resource.split('/');
    try {
      if (collection === 'runs') await runs.jobs.cancel(reader, id);
      else if (collection === 'libraryBuilds') await builds.jobs.cancel(reader, id);
      else if (collection === 'comparisons')
        await comparisons.cancelComparison({ name: resource }, { signal });
    } catch (caught) {
      // It was erased meanwhile.
      if (!isRookeryError(caught) || caught.code !== 'NOT_FOUND') throw caught;
    }
  }

  /** @returns whether any of them is simulated */
  async #checkModels({ models, judgeModel }: ExperimentSpec, signal: AbortSignal): Promise<boolean> {
    const offered = await this.#parts.inference.models({ signal });
    const named = [
      ...models.map((model, index) => [`spec.models[${index}]`, model] as const),
      ['spec.judge_model', judgeModel] as const,
    ];
    checkNamedModels(offered, Capability.GENERATE, named);
    const asked = new Set([...models, judgeModel]);
    return offered.some(({ id, simulated }) => simulated && asked.has(id));
  }

  async #contents(caller: Caller, { selection, limit, seed }: Study): Promise<Contents> {
    const digest = async (split: 'evaluation' | 'library', most: number): Promise<string> => {
      const chosen = await chooseScenarios(
        this.#parts,
        caller,
        { selection: { ...selection, split }, limit: most, seed },
        'spec.filter',
      );
      return requestDigest(chosen.map(({ id }) => id));
    };
    return {
      evaluation: await digest('evaluation', limit),
      library: await digest('library', 0).catch((caught: unknown) => {
        // Experiments without planned paths need none; the others say so when they come to it.
        if (isRookeryError(caught) && caught.reason === 'NO_SCENARIO_MATCHES') return '';
        throw caught;
      }),
    };
  }
}

/** The study that a specification asks for. @throws RookeryError INVALID_ARGUMENT */
export function studyOf(spec: ExperimentSpec): Study {
  const selection = selectionFromWire('spec.filter', spec.filter);
  if (selection.split === 'library') {
    throw invalidArgument('spec.filter.split', 'is SPLIT_LIBRARY; experiments are made on SPLIT_EVALUATION');
  }
  return {
    selection: { ...selection, split: 'evaluation' },
    limit: spec.limit,
    models: spec.models,
    judgeModel: spec.judgeModel,
    seed: spec.seed,
    concurrency: spec.concurrency || STUDY_DEFAULTS.concurrency,
    planningBudget: spec.planningBudget || STUDY_DEFAULTS.planningBudget,
    planningDepth: spec.planningDepth || STUDY_DEFAULTS.planningDepth,
  };
}

/** Each thing once, in the order in which it is first needed. */
function stepsOf(asks: Parameters<typeof keyOf>[0][], contents: Contents): NewStep[] {
  const steps = new Map<string, NewStep>();
  for (const ask of asks) {
    const key = keyOf(ask, contents);
    if (!steps.has(key)) steps.set(key, { key, ask });
  }
  return [...steps.values()];
}
