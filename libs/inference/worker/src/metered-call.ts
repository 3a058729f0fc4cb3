import type { Backend, BackendCall } from '@rookery/inference-backends';
import type { ModelCall, UsageLog } from '@rookery/inference-usage';
import type { Usage } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { modelCallBegan, modelCallEnded } from '@rookery/shared-metrics';
import type { Work } from '@rookery/shared-runtime';
import type { BusyShares } from './busy-shares.ts';

/** What is known of a call before it is made. */
export interface CallFacts {
  readonly worker: string;
  readonly requestId: string;
  /** Name of the caller on whose behalf it is made. */
  readonly caller: string;
  readonly work: Work;
  readonly backend: Backend;
  readonly model: string;
  /** In lower case: `answer`, `embed`... */
  readonly purpose: string;
  /** Of the server that answers; undefined: not known. */
  readonly gpus: number | undefined;
}

/** Measures one call of a model and records it when it has ended, however it ended. */
export class MeteredCall {
  readonly #usage: UsageLog;
  readonly #facts: CallFacts;
  readonly #asked: () => void;
  readonly #begun = performance.now();
  readonly #endBusy: ((now: number) => number) | undefined;
  #requests = 0;

  /**
   * @param busy shares the server's time; undefined: it is asked by the batch, when it pleases
   * @param asked told when the model is asked
   */
  constructor(usage: UsageLog, facts: CallFacts, busy: BusyShares | undefined, asked: () => void) {
    this.#usage = usage;
    this.#facts = facts;
    this.#asked = asked;
    this.#endBusy = busy?.begin(this.#begun);
    modelCallBegan(facts);
  }

  /** The call as the backend sees it. */
  asBackendCall(
    limits: Pick<BackendCall, 'signal' | 'deadline'>,
    sure: BackendCall['sure'],
    interactive = false,
  ): BackendCall {
    return {
      signal: limits.signal,
      sure,
      interactive,
      workClass: this.#facts.work.class,
      caller: this.#facts.caller,
      get deadline() {
        return limits.deadline;
      },
      attempted: () => {
        this.#requests += 1;
        this.#asked();
      },
    };
  }

  /** Records a success; returns the latency in milliseconds. */
  succeeded(usage: Usage | undefined): number {
    return this.#record(usage, undefined);
  }

  /** Records a failure with what it took all the same. */
  failed(caught: unknown): void {
    const { reason, code, usage } = asRookeryError(caught);
    this.#record(usage, reason ?? code);
  }

  #record(usage: Usage | undefined, errorKind: string | undefined): number {
    const now = performance.now();
    const latencyMs = now - this.#begun;
    const busySeconds = this.#endBusy?.(now) ?? 0;
    const { work, gpus } = this.#facts;
    const call: ModelCall = {
      worker: this.#facts.worker,
      requestId: this.#facts.requestId,
      caller: this.#facts.caller,
      job: work.job,
      workClass: work.class,
      backend: this.#facts.backend.name,
      model: this.#facts.model,
      purpose: this.#facts.purpose,
      requests: this.#requests,
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      costUsd: usage?.costUsd ?? 0,
      latencyMs,
      busySeconds,
      gpuSeconds: gpus === undefined ? undefined : busySeconds * gpus,
      errorKind,
    };
    this.#usage.record(call);
    modelCallEnded(call);
    return latencyMs;
  }
}
