import { RookeryError } from '@rookery/shared-errors';
import type { ForwarderLimits } from './limits.ts';
import { OverloadMemory } from './overload.ts';
import { ResetBudget } from './reset-budget.ts';

type Bounds = Pick<
  ForwarderLimits,
  | 'callsPerCaller'
  | 'unfinishedBytesPerCaller'
  | 'unfinishedBytes'
  | 'unreadPerCaller'
  | 'resetBurst'
  | 'resetsPerSecond'
>;

/** What one caller holds at a time, on all its connections. */
export interface CallerAccount {
  /** What overloaded services have refused it. */
  readonly overload: OverloadMemory;
  /**
   * A call begins.
   * @param most calls in flight where the caller is allowed fewer than others
   * @throws RookeryError RESOURCE_EXHAUSTED when the caller has as many as it may, or has broken off too many
   */
  begin(most?: number): void;
  /** @param brokenOff the caller has reset it */
  end(brokenOff: boolean): void;
  /** Bytes of a request have come that has not ended. @returns false when they are too many */
  hold(bytes: number): boolean;
  release(bytes: number): void;
  /** An answer is not being read. @returns false when there are too many of them */
  leaveUnread(): boolean;
  readAgain(): void;
}

/** The accounts of all callers. Callers are named by those who know them, so there are no more than keys. */
export class CallerAccounts {
  readonly #bounds: Bounds;
  readonly #accounts = new Map<string, Account>();
  readonly #all = { unfinishedBytes: 0 };

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  of(caller: string): CallerAccount {
    let account = this.#accounts.get(caller);
    if (account === undefined) {
      account = new Account(this.#bounds, this.#all);
      this.#accounts.set(caller, account);
    }
    return account;
  }
}

class Account implements CallerAccount {
  readonly overload = new OverloadMemory();
  readonly #bounds: Bounds;
  readonly #all: { unfinishedBytes: number };
  readonly #resets: ResetBudget;
  #calls = 0;
  #unfinishedBytes = 0;
  #unread = 0;

  constructor(bounds: Bounds, all: { unfinishedBytes: number }) {
    this.#bounds = bounds;
    this.#all = all;
    this.#resets = new ResetBudget(bounds.resetBurst, bounds.resetsPerSecond, performance.now());
  }

  begin(most = Infinity): void {
    const allowed = Math.min(most, this.#bounds.callsPerCaller);
    if (this.#calls >= allowed) {
      throw new RookeryError(
        'RESOURCE_EXHAUSTED',
        `calls in flight: one caller may have ${allowed} at a time`,
        { retryAfterMs: 1000 },
      );
    }
    if (!this.#resets.hasLeft(performance.now())) {
      throw new RookeryError('RESOURCE_EXHAUSTED', 'too many calls were broken off; wait before the next', {
        retryAfterMs: 1000,
      });
    }
    this.#calls += 1;
  }

  end(brokenOff: boolean): void {
    this.#calls -= 1;
    if (brokenOff) this.#resets.spend(performance.now());
  }

  hold(bytes: number): boolean {
    if (this.#unfinishedBytes + bytes > this.#bounds.unfinishedBytesPerCaller) return false;
    if (this.#all.unfinishedBytes + bytes > this.#bounds.unfinishedBytes) return false;
    this.#unfinishedBytes += bytes;
    this.#all.unfinishedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#unfinishedBytes -= bytes;
    this.#all.unfinishedBytes -= bytes;
  }

  leaveUnread(): boolean {
    if (this.#unread >= this.#bounds.unreadPerCaller) return false;
    this.#unread += 1;
    return true;
  }

  readAgain(): void {
    this.#unread -= 1;
  }
}
