import { OutageGate, Waits, type Probe } from '@rookery/benchmark-patience';
import {
  asksFirst,
  hasGivenAnswers,
  hasLimit,
  judgesOf,
  samplePrice,
  type ModelPrice,
  type RunSettings,
} from '@rookery/benchmark-samples';
import type { ChunkStore, PendingSample, ResultWriter, RunStore } from '@rookery/benchmark-storage';
import { NO_USAGE, Purpose, Role, type Usage } from '@rookery/shared-contracts';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job, JobEnd } from '@rookery/shared-jobs';
import type { Logger } from '@rookery/shared-runtime';
import { followBatches } from './batch-progress.ts';
import { Budget, type Price } from './budget.ts';
import type { SampleContext } from './do-sample.ts';
import { type EndedCall, FailureStreak } from './failure-streak.ts';
import { Looks } from './looks.ts';
import { ModelServers } from './model-servers.ts';
import { Placements } from './placements.ts';
import type { Respondents } from './respondents.ts';
import { Slots } from './slots.ts';

/** What the work on runs needs. */
export interface RunParts {
  readonly respondents: Respondents;
  /** Tell whether the services can serve. */
  readonly probes: { readonly database: Probe; readonly judge: Probe; readonly agent: Probe };
  readonly runs: RunStore;
  readonly chunks: ChunkStore;
  readonly writer: ResultWriter;
  readonly log: Logger;
}

/** A run as a process takes it up. */
export interface TakenRun {
  readonly job: Job<RunSettings>;
  /** Scenarios chosen for it. */
  readonly scenarios: number;
  /** What it has taken so far. */
  readonly usage: Usage;
  /** Whether any of its models has answered before. */
  readonly haveAnswered: boolean;
  readonly prices: ReadonlyMap<string, ModelPrice>;
  readonly explain: Attempt['explain'];
}

/** What the chunks of one run share while this process works on them. */
export class ActiveRun {
  readonly job: Job<RunSettings>;
  readonly scenarios: number;
  readonly slots: Slots;
  readonly budget: Budget;
  readonly looks = new Looks();
  readonly #streak = new FailureStreak();
  #hopeless: JobEnd | undefined;
  /** Aborts all of the run's work in this process. */
  readonly #ending = new AbortController();
  readonly #prices: ReadonlyMap<string, ModelPrice>;
  readonly #parts: RunParts;
  readonly #waits: Waits;
  readonly #servers: ModelServers;
  readonly #placements: Placements;
  readonly #gates: SampleContext['gates'];

  constructor(parts: RunParts, { job, scenarios, usage, haveAnswered, prices, explain }: TakenRun) {
    this.job = job;
    this.scenarios = scenarios;
    this.#parts = parts;
    this.#prices = prices;
    this.slots = new Slots(job.spec.concurrency);
    this.budget = new Budget({ calls: job.limits.maxCalls, costUsd: job.limits.maxCostUsd }, usage);
    // Only for people who watch: a failure to say it must not disturb the run.
    this.#waits = new Waits(explain, this.signal);
    this.#placements = new Placements(parts.respondents.inference, parts.writer);
    this.#servers = new ModelServers({
      ask: (model, signal) => this.#askShortly(model, signal),
      changed: (model, waitingFor) => this.#explain(`calls of ${model}`, waitingFor),
      haveAnswered,
      signal: this.signal,
    });
    if (job.spec.batch === true) void this.#followBatches();
    this.#gates = { answer: this.#gate('answers'), verdict: this.#gate('verdicts') };
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** How it ends, once nothing can be done until somebody mends something: no chunk of it begins another sample. */
  get hopeless(): JobEnd | undefined {
    return this.#hopeless;
  }

  /** A call of one of its samples has ended. */
  heard(call: EndedCall): void {
    this.#hopeless ??= this.#streak.add(call);
  }

  end(reason: RookeryError): void {
    this.#ending.abort(reason);
  }

  context(signal: AbortSignal): SampleContext {
    const { respondents, writer, chunks } = this.#parts;
    return {
      job: this.job,
      respondents,
      writer,
      chunks,
      gates: this.#gates,
      servers: this.#servers,
      placements: this.#placements,
      slowDown: (model, ms, error) => this.#slowDown(model, ms, error, signal),
      signal,
    };
  }

  /** The most that a sample may still take; nothing where nobody counts. */
  priceOf({ status, model, scenario, answer }: PendingSample): Price {
    if (!hasLimit(this.job.limits)) return FREE;
    const lengths = { query: scenario.query.length, profile: JSON.stringify(scenario.profile).length };
    const price = samplePrice(this.job.spec, status, model, lengths, this.#prices);
    return answer === undefined ? price.sample : price.verdict;
  }

  #followBatches(): Promise<void> {
    const { inference } = this.#parts.respondents;
    const { spec } = this.job;
    return followBatches({
      models: [...new Set([...(hasGivenAnswers(spec) ? [] : spec.models), ...judgesOf(spec)])],
      batches: (model) => inference.batches(model, { signal: this.signal }),
      say: (words) => this.#waits.outage('batches', words),
      everyMs: BATCHES_MS,
      signal: this.signal,
    });
  }

  #gate(kind: 'answers' | 'verdicts'): OutageGate {
    return new OutageGate({
      probe: (signal) => this.#probe(kind, signal),
      changed: (waitingFor) =>
        this.#explain(kind, waitingFor === undefined ? undefined : `${kind} wait: ${waitingFor}`),
      signal: this.signal,
    });
  }

  async #probe(kind: 'answers' | 'verdicts', signal: AbortSignal): Promise<void> {
    const { models, statuses } = this.job.spec;
    // The one that all services share: the others find out later than this process.
    await away('the database', this.#parts.probes.database(signal));
    const offered = new Set((await this.#parts.respondents.inference.models({ signal })).map(({ id }) => id));
    const missing = (kind === 'answers' ? models : judgesOf(this.job.spec)).filter(
      (model) => !offered.has(model),
    );
    if (missing.length > 0) {
      throw new RookeryError('UNAVAILABLE', `no inference worker serves ${missing.join(', ')} at the moment`);
    }
    if (kind === 'verdicts') await away('the judge service', this.#parts.probes.judge(signal));
    else if (statuses.some(asksFirst)) await away('the planner service', this.#parts.probes.agent(signal));
  }

  #explain(kind: string, waitingFor: string | undefined): void {
    const { log } = this.#parts;
    const fields = { run: this.job.id, waiting_for: waitingFor };
    if (waitingFor === undefined) log.info(fields, `${kind} go on`);
    else log.warn(fields, `${kind} wait`);
    this.#waits.outage(kind, waitingFor);
  }

  #slowDown(model: string, ms: number, { reason }: RookeryError, signal: AbortSignal): Promise<void> {
    this.slots.slowDown();
    const why =
      reason === 'WORKER_FULL'
        ? `the workers of ${model} have no place`
        : `the server of ${model} asks to slow down`;
    return this.#waits.slowDown(why, ms, signal);
  }

  /** Finds out whether a model's server answers at all, for as little as can be; it counts like every call. */
  async #askShortly(model: string, signal: AbortSignal): Promise<void> {
    const { respondents, writer } = this.#parts;
    const messages = [{ role: Role.USER, content: 'Are you there?' }];
    const request = { requestId: '', model, purpose: Purpose.ANSWER, messages, maxOutputTokens: 16 };
    let taken: Usage = NO_USAGE;
    try {
      taken = (await respondents.inference.generate(request, { signal })).usage ?? NO_USAGE;
    } catch (caught) {
      taken = asRookeryError(caught).usage ?? NO_USAGE;
      throw caught;
    } finally {
      this.budget.charge(taken);
      await writer.charge(this.job.id, taken);
    }
  }
}

/** @throws RookeryError that names the service that is away */
async function away(service: string, probed: Promise<void>): Promise<void> {
  try {
    await probed;
  } catch (caught) {
    const { code, message } = asRookeryError(caught);
    throw new RookeryError(code, `${service} is away (${message})`, { cause: caught });
  }
}

/** Between two looks at how batches stand. */
const BATCHES_MS = 5000;

const FREE: Price = { calls: 0, costUsd: 0 };
