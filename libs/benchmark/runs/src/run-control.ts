import { randomBytes } from 'node:crypto';
import { estimateRun, type RunForecast, type RunSettings } from '@rookery/benchmark-samples';
import type {
  ChosenScenario,
  ChunkIds,
  Enqueue,
  RunRecord,
  RunStore,
  ScenarioStore,
} from '@rookery/benchmark-storage';
import { type Model, type PlannerServiceClient, Capability } from '@rookery/shared-contracts';
import type { Queue } from '@rookery/shared-database';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';
import { modelPrices } from './model-prices.ts';
import { chunkJob } from './run-engine.ts';

export interface RunControlParts {
  readonly scenarios: ScenarioStore;
  readonly runs: RunStore;
  readonly queue: Queue<ChunkIds>;
  readonly inference: Pick<Inference, 'models'>;
  readonly planner: Pick<PlannerServiceClient, 'listPaths'>;
}

/** What a run was checked against. */
interface CheckedPlan {
  readonly chosen: readonly ChosenScenario[];
  readonly models: readonly Model[];
  readonly simulated: boolean;
}

/** Creates, estimates, cancels and resumes runs. */
export class RunControl {
  readonly #parts: RunControlParts;
  readonly #enqueue: Enqueue;

  constructor(parts: RunControlParts) {
    this.#parts = parts;
    this.#enqueue = async (transaction, chunks) => {
      await parts.queue.send(chunks.map(chunkJob), { transaction });
    };
  }

  /**
   * Stores a run and its jobs.
   *
   * @param requestId empty: every call makes a new run
   * @throws RookeryError as the contract says of CreateRun
   */
  async create(requestId: string, settings: RunSettings, signal: AbortSignal): Promise<RunRecord> {
    if (requestId !== '') {
      // A repeated call succeeds even when models have gone since.
      const existing = await this.#parts.runs.findByRequestId(requestId);
      if (existing !== undefined) return existing;
    }
    const { chosen, simulated } = await this.#check(settings, signal);
    return this.#parts.runs.create(
      {
        id: newRunId(),
        requestId: requestId === '' ? undefined : requestId,
        settings,
        simulated,
        scenarioIds: chosen.map(({ id }) => id),
      },
      this.#enqueue,
    );
  }

  /** What the run would take. Errors as for create. */
  async estimate(
    settings: RunSettings,
    signal: AbortSignal,
  ): Promise<RunForecast & { readonly scenarios: number }> {
    const { chosen, models } = await this.#check(settings, signal);
    const mean = (length: (scenario: ChosenScenario) => number): number =>
      chosen.reduce((sum, scenario) => sum + length(scenario), 0) / chosen.length;
    const lengths = { query: mean((one) => one.queryLength), profile: mean((one) => one.profileLength) };
    const forecast = estimateRun(settings, chosen.length, lengths, modelPrices(models));
    return { ...forecast, scenarios: chosen.length };
  }

  /** Cancels a run; what is in flight is given up, here at once and in other processes within seconds. */
  async cancel(id: string): Promise<RunRecord> {
    const run = await this.#parts.runs.end(id, 'cancelled', '');
    if (run.state === 'cancelled') await this.#parts.queue.cancel({ run: id });
    return run;
  }

  /** Goes on with a run (contract, ResumeRun). */
  async resume(id: string, limits: Pick<RunSettings, 'maxCalls' | 'maxCostUsd'>): Promise<RunRecord> {
    return this.#parts.runs.resume(id, limits, this.#enqueue);
  }

  async #check(settings: RunSettings, signal: AbortSignal): Promise<CheckedPlan> {
    const { selection, limit, seed } = settings;
    const models = await this.#checkModels(settings, signal);
    await this.#checkLibrary(settings, signal);
    const { dataSet } = selection;
    if (dataSet !== undefined && !(await this.#parts.scenarios.hasDataSet(dataSet))) {
      throw new RookeryError(
        'NOT_FOUND',
        `spec.filter.data_set: there is no data set ${dataSet}; import one first`,
      );
    }
    const chosen = await this.#parts.scenarios.choose(selection, limit, seed);
    if (chosen.length === 0) {
      throw new RookeryError(
        'FAILED_PRECONDITION',
        'spec.filter: no scenario matches; widen it or import scenarios',
        {
          reason: 'NO_SCENARIO_MATCHES',
        },
      );
    }
    const asked = new Set([...settings.models, settings.judgeModel]);
    return { chosen, models, simulated: models.some((model) => asked.has(model.id) && model.simulated) };
  }

  async #checkModels(settings: RunSettings, signal: AbortSignal): Promise<readonly Model[]> {
    const offered = await this.#parts.inference.models({ signal });
    const able = new Set(
      offered.filter(({ capabilities }) => capabilities.includes(Capability.GENERATE)).map(({ id }) => id),
    );
    const named = [
      ...settings.models.map((model, index) => [`spec.models[${index}]`, model] as const),
      ['spec.judge_model', settings.judgeModel] as const,
    ];
    const missing = named.filter(([, model]) => !able.has(model));
    const [first] = missing;
    if (first === undefined) return offered;
    const known = [...able].sort().slice(0, 30).join(', ');
    throw new RookeryError(
      'NOT_FOUND',
      `${first[0]}: no inference worker serves ${first[1]}; there is: ${known}`,
      {
        reason: 'MODEL_UNKNOWN',
        violations: missing.map(([field, model]) => ({
          field,
          description: `no inference worker serves ${model}`,
        })),
      },
    );
  }

  async #checkLibrary({ library }: RunSettings, signal: AbortSignal): Promise<void> {
    if (library === undefined) return;
    const request = { parent: `libraries/${library}`, pageSize: 1, pageToken: '' };
    const paths = await this.#parts.planner.listPaths(request, { signal }).then(
      (page) => page.paths,
      (caught: unknown) => {
        if (asRookeryError(caught).code === 'NOT_FOUND') return [];
        throw caught;
      },
    );
    if (paths.length === 0) {
      throw new RookeryError(
        'NOT_FOUND',
        `spec.library: there are no paths in ${library}; build the library first`,
      );
    }
  }
}

/** Sorts by time, reads well in a terminal, and collides never: 2026 -> `0mh2k3x9-4f8a1c`. */
function newRunId(): string {
  const time = Date.now().toString(36).padStart(9, '0');
  return `${time}-${randomBytes(5).toString('hex')}`;
}
