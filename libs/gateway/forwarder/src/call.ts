import type { ServerHttp2Stream } from 'node:http2';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import type { CallHead } from './call-head.ts';
import { Exchange } from './exchange.ts';
import { requestHeaders, type Target } from './forwarded-headers.ts';
import { answerError } from './refusal.ts';
import type { RawHeaders } from './status-trailers.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** The longest delay of a timer; a deadline beyond it (24 days) is none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Decides where a call goes. Throws (or rejects with) a RookeryError to refuse it; the caller gets its status and its
 * details.
 */
export type Router = (call: CallHead) => Target | Promise<Target>;

/** What calls need from the forwarder that serves them. */
export interface CallSurroundings {
  readonly route: Router;
  readonly upstreams: UpstreamPool;
  /** Added to the caller's deadline, in milliseconds. */
  readonly deadlineGraceMs: number;
}

/** One call from its head to its end: routed, connected, copied; ended at its deadline at the latest. */
export class Call {
  readonly #caller: ServerHttp2Stream;
  readonly #head: CallHead;
  readonly #received: RawHeaders;
  readonly #upstreams: UpstreamPool;
  #exchange: Exchange | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(
    caller: ServerHttp2Stream,
    head: CallHead,
    received: RawHeaders,
    surroundings: CallSurroundings,
  ) {
    this.#caller = caller;
    this.#head = head;
    this.#received = received;
    this.#upstreams = surroundings.upstreams;
    this.#limitTime(surroundings.deadlineGraceMs);
    try {
      const target = surroundings.route(head);
      if (target instanceof Promise) target.then(this.#connect).catch(this.#failWith);
      else this.#connect(target);
    } catch (error) {
      this.#failWith(error);
    }
  }

  /** Ends the call with a status of the gateway's, unless it has ended. */
  fail(error: RookeryError): void {
    if (this.#exchange !== undefined) this.#exchange.fail(error);
    else answerError(this.#caller, error, this.#head.requestId);
  }

  readonly #failWith = (error: unknown): void => this.fail(asRookeryError(error));

  readonly #connect = (target: Target): void => {
    if (target.ended !== undefined) {
      if (this.#caller.destroyed) target.ended();
      else this.#caller.once('close', target.ended);
    }
    const connection = this.#upstreams.at(target.address).connection(target.service);
    if (connection instanceof Promise) {
      connection.then((ready) => this.#begin(ready, target)).catch(this.#failWith);
    } else this.#begin(connection, target);
  };

  #begin(connection: UpstreamConnection, target: Target): void {
    const caller = this.#caller;
    const head = this.#head;
    // The caller may have left, or its deadline passed, while a connection was made.
    if (caller.destroyed || caller.closed || caller.headersSent) return;
    const upstream = connection.request(requestHeaders(this.#received, target, head.path, head.requestId));
    this.#exchange = new Exchange(caller, upstream, target.service, head.requestId, () => connection.lost);
  }

  #limitTime(graceMs: number): void {
    const { timeoutMs } = this.#head;
    if (timeoutMs === undefined) return;
    const waitMs = Math.ceil(timeoutMs) + graceMs;
    if (waitMs > LONGEST_TIMER_MS) return;
    this.#deadline = setTimeout(() => {
      this.fail(
        new RookeryError(
          'DEADLINE_EXCEEDED',
          `${this.#head.service}: no answer within the caller's deadline`,
        ),
      );
    }, waitMs);
    this.#caller.once('close', () => clearTimeout(this.#deadline));
  }
}
