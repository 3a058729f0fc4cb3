import {
  estimateRun,
  hasGivenAnswers,
  judgesOf,
  type RunForecast,
  type RunSettings,
} from '@rookery/benchmark-samples';
import {
  chooseScenarios,
  type ChosenScenario,
  type DataSetStore,
  type GivenAnswerStore,
  type RunProgress,
  type RunRecord,
  type RunStore,
  type ScenarioStore,
} from '@rookery/benchmark-storage';
import { Capability, type LibraryServiceClient, type Model } from '@rookery/shared-contracts';
import { readerOf, type Reader } from '@rookery/shared-database';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { isFinal, type JobLimits, type Jobs } from '@rookery/shared-jobs';
import { checkNamedModels, type Inference } from '@rookery/shared-routing';
import type { Caller } from '@rookery/shared-runtime';
import { modelPrices } from './model-prices.ts';
import { withGivenModels } from './with-given-models.ts';

export interface RunControlParts {
  readonly scenarios: ScenarioStore;
  readonly dataSets: DataSetStore;
  readonly answers: GivenAnswerStore;
  readonly runs: RunStore;
  readonly jobs: Jobs<RunSettings, RunProgress>;
  readonly inference: Pick<Inference, 'models'>;
  readonly libraries: Pick<LibraryServiceClient, 'getLibrary'>;
}

/** A run to make. */
export interface NewRun {
  /** Empty: every call makes a new run. */
  readonly requestId: string;
  /** See `requestDigest`. */
  readonly digest: string;
  readonly settings: RunSettings;
  readonly limits: JobLimits;
}

/** New verdicts on the answers of a run. */
export interface NewVerdicts extends Omit<NewRun, 'settings'> {
  /** Id of the run whose answers are judged. */
  readonly source: string;
  /** What differs from its settings. */
  readonly changes: Pick<RunSettings, 'judgeModel'> & Partial<RunSettings>;
}

/** What a run was checked against. */
interface CheckedRun {
  readonly settings: RunSettings;
  readonly chosen: readonly ChosenScenario[];
  readonly models: readonly Model[];
  readonly simulated: boolean;
}

/** Creates, estimates and erases runs. */
export class RunControl {
  readonly #parts: RunControlParts;

  constructor(parts: RunControlParts) {
    this.#parts = parts;
  }

  /**
   * Stores a run and its chunks.
   *
   * @throws RookeryError as the contract says of CreateRun
   */
  async create(
    caller: Caller,
    { requestId, digest, settings, limits }: NewRun,
    signal: AbortSignal,
  ): Promise<RunRecord> {
    const { jobs, runs } = this.#parts;
    const request = { owner: caller.name, requestId, digest };
    // A repeated call succeeds even when models have gone since.
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    const checked = await this.#check(caller, settings, signal);
    const scenarioIds = checked.chosen.map(({ id }) => id);
    return jobs.create(
      { ...request, asOperator: caller.operator, spec: checked.settings, limits },
      (transaction, job) => runs.lay(transaction, job, { simulated: checked.simulated, scenarioIds }),
    );
  }

  /**
   * Stores a run that judges the answers of another one again.
   *
   * @throws RookeryError as the contract says of RejudgeRun
   */
  async rejudge(
    caller: Caller,
    { requestId, digest, source, changes, limits }: NewVerdicts,
    signal: AbortSignal,
  ): Promise<RunRecord> {
    const { jobs, runs } = this.#parts;
    const request = { owner: caller.name, requestId, digest };
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    const judged = await jobs.get(readerOf(caller), source);
    if (!isFinal(judged.state)) {
      throw new RookeryError(
        'FAILED_PRECONDITION',
        `name: runs/${source} is at work; wait for its end, or cancel it`,
      );
    }
    // How it was judged, and when that was enough, is no part of its answers.
    const {
      judgeProtocol: _protocol,
      judgePanel: _panel,
      until: _until,
      batch: _batch,
      ...answered
    } = judged.spec;
    const asked: RunSettings = { ...answered, ...changes, answersOf: source };
    const models = await this.#checkModels(asked, signal);
    const settings = inWorlds(asked, [...(answered.worlds ?? []), ...worldsOf(models, judgesOf(asked))]);
    const simulated = judged.progress.simulated || isSimulated(models, judgesOf(settings));
    const scenarioIds = await runs.scenarioIds(source);
    return jobs.create(
      { ...request, asOperator: caller.operator, spec: settings, limits },
      (transaction, job) => runs.lay(transaction, job, { simulated, scenarioIds }),
    );
  }

  /** What the run would take. Errors as for create. */
  async estimate(
    caller: Caller,
    asked: RunSettings,
    signal: AbortSignal,
  ): Promise<RunForecast & { readonly scenarios: number }> {
    const { chosen, models, settings } = await this.#check(caller, asked, signal);
    const { dataSet = '' } = settings.selection;
    const answers = hasGivenAnswers(settings)
      ? await this.#parts.answers.count(
          readerOf(caller),
          dataSet,
          settings.models,
          chosen.map(({ id }) => id),
        )
      : undefined;
    const mean = (length: (scenario: ChosenScenario) => number): number =>
      chosen.reduce((sum, scenario) => sum + length(scenario), 0) / chosen.length;
    const lengths = { query: mean((one) => one.queryLength), profile: mean((one) => one.profileLength) };
    const forecast = estimateRun(settings, chosen.length, lengths, modelPrices(models), answers);
    return { ...forecast, scenarios: chosen.length };
  }

  /** Erases a run with its results, and scenarios that only it still held. @throws RookeryError NOT_FOUND */
  async delete(reader: Reader, id: string): Promise<void> {
    await this.#parts.jobs.delete(reader, id);
    await this.#parts.scenarios.eraseOrphans();
  }

  async #check(caller: Caller, asked: RunSettings, signal: AbortSignal): Promise<CheckedRun> {
    const { answers, dataSets } = this.#parts;
    const given = hasGivenAnswers(asked);
    if (given) await dataSets.mustExist(readerOf(caller), asked.selection.dataSet ?? '');
    const settings = given ? await withGivenModels(answers, readerOf(caller), asked) : asked;
    const models = await this.#checkModels(settings, signal);
    await this.#checkLibrary(settings, signal);
    const choice = given ? { ...settings, answeredBy: settings.models } : settings;
    const chosen = await chooseScenarios(this.#parts, caller, choice, 'spec.filter');
    return {
      settings: inWorlds(settings, worldsOf(models, askedModels(settings))),
      chosen,
      models,
      simulated: isSimulated(models, askedModels(settings)),
    };
  }

  async #checkModels(settings: RunSettings, signal: AbortSignal): Promise<readonly Model[]> {
    const offered = await this.#parts.inference.models({ signal });
    const answering = hasGivenAnswers(settings) ? [] : settings.models;
    const [judging, panel] =
      settings.answersOf === undefined
        ? ['spec.judge_model', 'spec.judge_panel']
        : ['judge_model', 'judge_panel'];
    const named = [
      ...answering.map((model, index) => [`spec.models[${index}]`, model] as const),
      [judging, settings.judgeModel] as const,
      ...(settings.judgePanel?.judgeModels ?? []).map(
        (model, index) => [`${panel}.judge_models[${index}]`, model] as const,
      ),
    ];
    checkNamedModels(offered, Capability.GENERATE, named);
    return offered;
  }

  async #checkLibrary({ library }: RunSettings, signal: AbortSignal): Promise<void> {
    if (library === undefined) return;
    const name = `libraries/${library}`;
    const paths = await this.#parts.libraries.getLibrary({ name }, { signal }).then(
      (found) => found.library?.paths ?? 0,
      (caught: unknown) => {
        if (asRookeryError(caught).code === 'NOT_FOUND') return 0;
        throw caught;
      },
    );
    if (paths === 0) {
      throw new RookeryError(
        'NOT_FOUND',
        `spec.library: there are no paths in ${name}; build the library first`,
      );
    }
  }
}

/** The models that a run asks for anything. */
function askedModels(settings: RunSettings): readonly string[] {
  return hasGivenAnswers(settings) ? judgesOf(settings) : [...settings.models, ...judgesOf(settings)];
}

/** The worlds of the simulated models among them. */
function worldsOf(models: readonly Model[], asked: readonly string[]): string[] {
  return models.filter(({ id, world }) => world !== '' && asked.includes(id)).map(({ world }) => world);
}

function inWorlds(settings: RunSettings, worlds: readonly string[]): RunSettings {
  return worlds.length === 0 ? settings : { ...settings, worlds: [...new Set(worlds)].sort() };
}

function isSimulated(models: readonly Model[], asked: readonly string[]): boolean {
  return models.some(({ id, simulated }) => simulated && asked.includes(id));
}
