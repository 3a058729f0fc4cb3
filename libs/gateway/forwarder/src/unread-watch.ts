import { RookeryError } from '@rookery/shared-errors';
import type { CallerAccount } from './caller-accounts.ts';
import type { ForwarderLimits } from './limits.ts';

type Bounds = Pick<ForwarderLimits, 'unreadAfterMs' | 'unreadMs'>;

/** Ends an answer that its caller does not read: what has not been read is kept by the service, the gateway and the network. */
export class UnreadWatch {
  readonly #bounds: Bounds;
  readonly #account: CallerAccount;
  readonly #fail: (error: RookeryError) => void;
  #timer: NodeJS.Timeout | undefined;
  #counted = false;

  constructor(bounds: Bounds, account: CallerAccount, fail: (error: RookeryError) => void) {
    this.#bounds = bounds;
    this.#account = account;
    this.#fail = fail;
  }

  /** The caller does not take any more. */
  waiting(): void {
    this.#timer ??= setTimeout(() => this.#unread(), this.#bounds.unreadAfterMs).unref();
  }

  /** It does again, or the call is over. */
  reading(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#counted) this.#account.readAgain();
    this.#counted = false;
  }

  #unread(): void {
    const { unreadAfterMs, unreadMs } = this.#bounds;
    if (!this.#account.leaveUnread()) {
      this.#end('too many answers of one caller are not being read');
      return;
    }
    this.#counted = true;
    this.#timer = setTimeout(
      () => this.#end(`the answer was not read for ${unreadMs} ms`),
      Math.max(0, unreadMs - unreadAfterMs),
    ).unref();
  }

  #end(why: string): void {
    this.reading();
    this.#fail(new RookeryError('RESOURCE_EXHAUSTED', why, { retryAfterMs: 1000 }));
  }
}
