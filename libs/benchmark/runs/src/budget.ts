import { untilAborted } from '@rookery/shared-concurrency';
import type { Usage } from '@rookery/shared-contracts';

/** What something costs: model calls, and US dollars. */
export interface Price {
  readonly calls: number;
  readonly costUsd: number;
}

/** What is set aside for one sample, and what of it was taken. */
export interface Allowance {
  /** Counts what a call took, a failed one too; it may be more than was set aside. */
  take(taken: Pick<Usage, 'calls' | 'costUsd'>): void;
  /** Whether another attempt keeps to the limits of the run; if so, it is set aside as far as it was not. */
  allowsMore(attempt: Price): boolean;
  /** The sample has ended: what it left is there for others. */
  settle(): void;
}

/**
 * Keeps a run below its limits. Before a sample begins, the most that it can take is set aside; when it has ended, what it
 * took is booked instead. So the run stops before a limit is passed and not after. Only repetitions after failures, which
 * nobody can foresee, may exceed what was set aside, and they are counted as they happen.
 */
export class Budget {
  readonly #most: Partial<Price>;
  #spent: Price;
  #setAside: Price = NOTHING;
  #inFlight = 0;
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
   * @returns undefined when the limit does not allow it and nothing in flight could change that
   */
  async setAside(price: Price, signal: AbortSignal): Promise<Allowance | undefined> {
    while (this.#exceeds(price)) {
      if (this.#inFlight === 0) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#settled = resolve;
      await untilAborted(promise, signal);
    }
    this.#inFlight += 1;
    this.#setAside = plus(this.#setAside, price);
    return this.#allowance(price);
  }

  /** Counts what was taken for no sample. */
  charge(taken: Pick<Usage, 'calls' | 'costUsd'>): void {
    this.#spent = plus(this.#spent, taken);
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

  #allowance(price: Price): Allowance {
    let left = price;
    const leave = (rest: Price): void => {
      this.#setAside = plus(this.#setAside, {
        calls: rest.calls - left.calls,
        costUsd: rest.costUsd - left.costUsd,
      });
      left = rest;
    };
    return {
      take: (taken) => {
        this.#spent = plus(this.#spent, taken);
        leave({
          calls: Math.max(0, left.calls - taken.calls),
          costUsd: Math.max(0, left.costUsd - taken.costUsd),
        });
      },
      allowsMore: (attempt) => {
        const rest = {
          calls: Math.max(left.calls, attempt.calls),
          costUsd: Math.max(left.costUsd, attempt.costUsd),
        };
        if (this.#exceeds({ calls: rest.calls - left.calls, costUsd: rest.costUsd - left.costUsd }))
          return false;
        leave(rest);
        return true;
      },
      settle: () => {
        leave(NOTHING);
        this.#inFlight -= 1;
        this.#settled();
      },
    };
  }

  #exceeds(price: Price): boolean {
    const after = plus(plus(this.#spent, this.#setAside), price);
    const { calls, costUsd } = this.#most;
    return (calls !== undefined && after.calls > calls) || (costUsd !== undefined && after.costUsd > costUsd);
  }
}

const NOTHING: Price = { calls: 0, costUsd: 0 };

function plus(a: Price, b: Price): Price {
  return { calls: a.calls + b.calls, costUsd: a.costUsd + b.costUsd };
}
