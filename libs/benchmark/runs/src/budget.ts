import { untilAborted } from '@rookery/shared-concurrency';
import type { Usage } from '@rookery/shared-contracts';

/** What something costs: model calls, and US dollars. */
export interface Price {
  readonly calls: number;
  readonly costUsd: number;
}

/**
 * Keeps a run below its limits. Before a sample begins, the most that it can take is set aside; when it has ended, what it
 * took is booked instead. So the run stops before a limit is passed and not after.
 */
export class Budget {
  readonly #most: Partial<Price>;
  #spent: Price;
  #setAside: Price = { calls: 0, costUsd: 0 };
  #settled: () => void = () => undefined;

  /** @param spent what the run has taken so far, in this process or another */
  constructor(most: { calls?: number | undefined; costUsd?: number | undefined }, spent: Price) {
    this.#most = {
      ...(most.calls === undefined ? {} : { calls: most.calls }),
      ...(most.costUsd === undefined ? {} : { costUsd: most.costUsd }),
    };
    this.#spent = { calls: spent.calls, costUsd: spent.costUsd };
  }

  /**
   * Sets a price aside, waiting for samples in flight when only they might leave enough.
   *
   * @returns false when the limit does not allow it and nothing in flight could change that
   */
  async setAside(price: Price, signal: AbortSignal): Promise<boolean> {
    while (this.#exceeds(price)) {
      if (this.#setAside.calls === 0) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#settled = resolve;
      await untilAborted(promise, signal);
    }
    this.#setAside = plus(this.#setAside, price);
    return true;
  }

  /** Books what a sample took, in place of what was set aside for it. */
  settle(price: Price, taken: Pick<Usage, 'calls' | 'costUsd'>): void {
    this.#setAside = plus(this.#setAside, { calls: -price.calls, costUsd: -price.costUsd });
    this.#spent = plus(this.#spent, taken);
    this.#settled();
  }

  /** The limit that keeps a price from being set aside, in words. */
  reason(price: Price): string {
    const { calls, costUsd } = this.#most;
    const parts: string[] = [];
    if (calls !== undefined && this.#spent.calls + price.calls > calls) {
      parts.push(
        `max_calls is ${calls}, ${this.#spent.calls} were made and the next sample may take ${price.calls}`,
      );
    }
    if (costUsd !== undefined && this.#spent.costUsd + price.costUsd > costUsd) {
      parts.push(
        `max_cost_usd is ${costUsd}, ${this.#spent.costUsd.toFixed(4)} was spent and the next sample may take ` +
          price.costUsd.toFixed(4),
      );
    }
    return parts.join('; ');
  }

  #exceeds(price: Price): boolean {
    const after = plus(plus(this.#spent, this.#setAside), price);
    const { calls, costUsd } = this.#most;
    return (calls !== undefined && after.calls > calls) || (costUsd !== undefined && after.costUsd > costUsd);
  }
}

function plus(a: Price, b: Price): Price {
  return { calls: a.calls + b.calls, costUsd: a.costUsd + b.costUsd };
}
