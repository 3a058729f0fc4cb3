import { OutageGate, type Probe } from '@rookery/benchmark-patience';
import {
  asksFirst,
  hasLimit,
  samplePrice,
  type ModelPrice,
  type RunSettings,
} from '@rookery/benchmark-samples';
import type { ChunkStore, PendingSample, ResultWriter, RunStore } from '@rookery/benchmark-storage';
import type { Usage } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { Attempt, Job } from '@rookery/shared-jobs';
import type { Logger } from '@rookery/shared-runtime';
import { Budget, type Price } from './budget.ts';
import type { SampleContext } from './do-sample.ts';
import { FailureStreak } from './failure-streak.ts';
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
  readonly prices: ReadonlyMap<string, ModelPrice>;
  readonly explain: Attempt['explain'];
}

/** What the chunks of one run share while this process works on them. */
export class ActiveRun {
  readonly job: Job<RunSettings>;
  readonly scenarios: number;
  readonly slots: Slots;
  readonly budget: Budget;
  readonly streak = new FailureStreak();
  /** Aborts all of the run's work in this process. */
  readonly #ending = new AbortController();
  readonly #prices: ReadonlyMap<string, ModelPrice>;
  readonly #parts: RunParts;
  readonly #explainJob: Attempt['explain'];
  readonly #gates: SampleContext['gates'];

  constructor(parts: RunParts, { job, scenarios, usage, prices, explain }: TakenRun) {
    this.job = job;
    this.scenarios = scenarios;
    this.#parts = parts;
    this.#prices = prices;
    this.#explainJob = explain;
    this.slots = new Slots(job.spec.concurrency);
    this.budget = new Budget({ calls: job.limits.maxCalls, costUsd: job.limits.maxCostUsd }, usage);
    this.#gates = { answer: this.#gate('answers'), verdict: this.#gate('verdicts') };
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
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
      slowDown: () => this.slots.slowDown(),
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

  #gate(kind: 'answers' | 'verdicts'): OutageGate {
    return new OutageGate(
      (signal) => this.#probe(kind, signal),
      (waitingFor) => this.#explain(kind, waitingFor),
      this.signal,
    );
  }

  async #probe(kind: 'answers' | 'verdicts', signal: AbortSignal): Promise<void> {
    const { models, judgeModel, statuses } = this.job.spec;
    // The one that all services share: the others find out later than this process.
    await this.#parts.probes.database(signal);
    const offered = new Set((await this.#parts.respondents.inference.models({ signal })).map(({ id }) => id));
    const missing = (kind === 'answers' ? models : [judgeModel]).filter((model) => !offered.has(model));
    if (missing.length > 0) {
      throw new RookeryError('UNAVAILABLE', `no inference worker serves ${missing.join(', ')} at the moment`);
    }
    if (kind === 'verdicts') await this.#parts.probes.judge(signal);
    else if (statuses.some(asksFirst)) await this.#parts.probes.agent(signal);
  }

  #explain(kind: string, waitingFor: string | undefined): void {
    const { log } = this.#parts;
    const fields = { run: this.job.id, waiting_for: waitingFor };
    if (waitingFor === undefined) log.info(fields, `${kind} go on`);
    else log.warn(fields, `${kind} wait for a service`);
    // Only for people who watch: a failure to say it must not disturb the run.
    this.#explainJob(waitingFor === undefined ? '' : `${kind} wait: ${waitingFor}`).catch(() => undefined);
  }
}

const FREE: Price = { calls: 0, costUsd: 0 };
