import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import type { CallerAccount } from './caller-accounts.ts';
import type { ForwarderLimits } from './limits.ts';

/** Bytes before each message: whether it is compressed, and its length (gRPC over HTTP/2, Length-Prefixed-Message). */
const PREFIX_BYTES = 5;

/** How messages of a request are measured. */
export interface GaugeOptions {
  readonly account: CallerAccount;
  readonly limits: Pick<ForwarderLimits, 'messageBytes' | 'messageMs'>;
  /** The request is one message, which the service keeps until the caller says that it was all. */
  readonly oneMessage: boolean;
  /** The service is not taking what comes: then the caller is not to blame for the time. */
  readonly heldUp: () => boolean;
  readonly fail: (error: RookeryError) => void;
}

/**
 * Measures the messages of a request on their way, by their prefixes alone. A service keeps a message until it has all of it, so what has
 * begun and not ended is held against its caller, in bytes and in time.
 */
export class RequestGauge {
  readonly #options: GaugeOptions;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixBytes = 0;
  /** Bytes of the message that have yet to come. */
  #missing = 0;
  #held = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GaugeOptions) {
    this.#options = options;
  }

  /** Bytes have come. @throws RookeryError when they may not be passed on: RESOURCE_EXHAUSTED, INVALID_ARGUMENT */
  take(chunk: Buffer): void {
    let at = 0;
    let begun = 0;
    while (at < chunk.length) {
      if (this.#missing === 0) {
        const taken = Math.min(PREFIX_BYTES - this.#prefixBytes, chunk.length - at);
        chunk.copy(this.#prefix, this.#prefixBytes, at, at + taken);
        this.#prefixBytes += taken;
        at += taken;
        if (this.#prefixBytes < PREFIX_BYTES) break;
        this.#missing = this.#lengthOfNext();
      }
      const taken = Math.min(this.#missing, chunk.length - at);
      this.#missing -= taken;
      at += taken;
      if (this.#missing === 0) {
        this.#prefixBytes = 0;
        begun = at;
        if (!this.#options.oneMessage) this.#letGo();
      }
    }
    const bytes = this.#options.oneMessage ? chunk.length : chunk.length - begun;
    if (bytes === 0) return;
    if (!this.#options.account.hold(bytes)) {
      throw new RookeryError('RESOURCE_EXHAUSTED', 'too many bytes of unfinished requests are under way', {
        retryAfterMs: 1000,
      });
    }
    this.#held += bytes;
    this.#timer ??= this.#startTimer();
  }

  /** The request has ended, or does not matter any more. */
  end(): void {
    this.#letGo();
  }

  #lengthOfNext(): number {
    if (this.#prefix[0] !== 0)
      throw invalidArgument('message', 'is compressed, which no message of a request may be here');
    const length = this.#prefix.readUInt32BE(1);
    const { messageBytes } = this.#options.limits;
    if (length > messageBytes) {
      throw new RookeryError(
        'RESOURCE_EXHAUSTED',
        `a message of ${length} bytes was sent, at most ${messageBytes} are allowed`,
      );
    }
    return length;
  }

  #letGo(): void {
    if (this.#held > 0) this.#options.account.release(this.#held);
    this.#held = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #startTimer(): NodeJS.Timeout {
    const { limits, heldUp, fail } = this.#options;
    const timer = setInterval(() => {
      if (heldUp()) return;
      this.#letGo();
      fail(
        new RookeryError(
          'DEADLINE_EXCEEDED',
          `a message of the request was not complete after ${limits.messageMs} ms`,
        ),
      );
    }, limits.messageMs);
    timer.unref();
    return timer;
  }
}
