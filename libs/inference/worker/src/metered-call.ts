import type { Backend, BackendCall } from '@rookery/inference-backends';
import type { ModelCall, UsageLog } from '@rookery/inference-usage';
import type { Usage } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';

/** What is known of a call before it is made. */
export interface CallFacts {
  readonly worker: string;
  readonly requestId: string;
  readonly backend: Backend;
  readonly model: string;
  /** In lower case: `answer`, `embed`... */
  readonly purpose: string;
}

/** Measures one call of a model and records it when it has ended, however it ended. */
export class MeteredCall {
  readonly #usage: UsageLog;
  readonly #facts: CallFacts;
  readonly #asked: () => void;
  readonly #begun = performance.now();
  #requests = 0;

  /** @param asked told when the model is asked */
  constructor(usage: UsageLog, facts: CallFacts, asked: () => void) {
    this.#usage = usage;
    this.#facts = facts;
    this.#asked = asked;
  }

  /** The call as the backend sees it. */
  asBackendCall(limits: Pick<BackendCall, 'signal' | 'deadline'>, interactive = false): BackendCall {
    return {
      signal: limits.signal,
      interactive,
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
    const latencyMs = performance.now() - this.#begun;
    const call: ModelCall = {
      at: new Date(),
      worker: this.#facts.worker,
      requestId: this.#facts.requestId,
      backend: this.#facts.backend.name,
      model: this.#facts.model,
      purpose: this.#facts.purpose,
      requests: this.#requests,
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      costUsd: usage?.costUsd ?? 0,
      latencyMs,
      errorKind,
    };
    this.#usage.record(call);
    return latencyMs;
  }
}
