import { constants, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import { LONGEST_TIMER_MS } from '@rookery/shared-concurrency';
import { asRookeryError, RookeryError } from '@rookery/shared-errors';
import { statusOf } from '@rookery/shared-transport';
import { OwnExchange, type AnsweredHere } from './answered-here.ts';
import type { CallHead } from './call-head.ts';
import type { CallerAccount, CallerAccounts } from './caller-accounts.ts';
import { Exchange } from './exchange.ts';
import { requestHeaders, type Target } from './forwarded-headers.ts';
import type { ForwarderLimits } from './limits.ts';
import { answerError } from './refusal.ts';
import { sentCode } from './sent-code.ts';
import type { RawHeaders } from './status-trailers.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/**
 * Decides where a call goes, or that it is answered here. Throws (or rejects with) a RookeryError to refuse it; the caller gets its
 * status and its details.
 */
export type Router = (call: CallHead) => Target | AnsweredHere | Promise<Target | AnsweredHere>;

/** @param code the name of the status that the caller was sent; CANCELLED where it left before */
export type CallObserver = (head: CallHead, code: string, ms: number) => void;

/** What calls need from the forwarder that serves them. */
export interface CallSurroundings {
  readonly route: Router;
  readonly upstreams: UpstreamPool;
  readonly accounts: CallerAccounts;
  readonly limits: ForwarderLimits;
  readonly callEnded: CallObserver;
  /** Told whose call has come on a connection. */
  readonly callOf: (session: Http2Session, caller: string) => void;
}

/** Whether the caller, and not the gateway, has reset the call. */
export function isBrokenOff(caller: ServerHttp2Stream): boolean {
  return caller.aborted || caller.rstCode === constants.NGHTTP2_CANCEL;
}

/** A method of one upstream, for what is remembered of it. */
const methodAt = ({ address }: Target, { path }: CallHead): string => `${address} ${path}`;

/** One call from its head to its end: routed, connected, copied; ended at its deadline at the latest. */
export class Call {
  readonly #caller: ServerHttp2Stream;
  readonly #head: CallHead;
  readonly #received: RawHeaders;
  readonly #surroundings: CallSurroundings;
  #exchange: Exchange | OwnExchange | undefined;
  #credential = '';
  #told: Target['told'];

  constructor(
    caller: ServerHttp2Stream,
    head: CallHead,
    received: RawHeaders,
    surroundings: CallSurroundings,
  ) {
    this.#caller = caller;
    this.#head = head;
    this.#received = received;
    this.#surroundings = surroundings;
    const began = performance.now();
    caller.on('close', () => surroundings.callEnded(head, sentCode(caller), performance.now() - began));
    if (head.timeoutMs !== undefined) this.#limitTime(head.timeoutMs, "within the caller's deadline");
    try {
      const target = surroundings.route(head);
      if (target instanceof Promise) target.then(this.#serve).catch(this.#failWith);
      else this.#serve(target);
    } catch (error) {
      this.#failWith(error);
    }
  }

  /** Answered here: it may last as long as the caller likes and has nothing to finish. */
  get isOwn(): boolean {
    return this.#exchange instanceof OwnExchange;
  }

  /** What the call was let through for; empty: nothing. */
  get credential(): string {
    return this.#credential;
  }

  /** Ends the call with a status of the gateway's, unless it has ended. */
  fail(error: RookeryError): void {
    if (this.#exchange !== undefined) this.#exchange.fail(error);
    else {
      this.#told?.(statusOf(error.code), '');
      this.#told = undefined;
      answerError(this.#caller, error, this.#head.requestId);
    }
  }

  readonly #failWith = (error: unknown): void => this.fail(asRookeryError(error));

  readonly #serve = (target: Target | AnsweredHere): void => {
    if (this.#isOver()) {
      if ('address' in target) target.ended?.();
      return;
    }
    if (!('address' in target)) {
      this.#exchange = new OwnExchange(this.#caller, target, this.#head.requestId);
      return;
    }
    if (target.ended !== undefined) this.#caller.once('close', target.ended);
    this.#credential = target.credential ?? '';
    this.#told = target.told;
    const name = target.caller ?? '';
    if (this.#caller.session !== undefined) this.#surroundings.callOf(this.#caller.session, name);
    const account = this.#surroundings.accounts.of(name);
    account.overload.pass(methodAt(target, this.#head), target.service, performance.now());
    account.begin(target.callsAtOnce);
    this.#caller.on('close', () => account.end(isBrokenOff(this.#caller)));
    if (this.#head.timeoutMs === undefined && target.timeoutMs !== undefined)
      this.#limitTime(
        target.timeoutMs,
        `within ${target.timeoutMs} ms, which is what a call without a deadline has`,
      );
    this.#connect(target, account);
  };

  #connect(target: Target, account: CallerAccount): void {
    const { upstreams } = this.#surroundings;
    const connection = upstreams.at(target).connection(target.service);
    if (!(connection instanceof Promise)) {
      this.#begin(connection, target, account);
      return;
    }
    connection
      .then((ready) => {
        if (this.#isOver()) return;
        // Others have waited for the same connection, and may have filled it.
        if (ready.usable) this.#begin(ready, target, account);
        else this.#connect(target, account);
      })
      .catch(this.#failWith);
  }

  #begin(connection: UpstreamConnection, target: Target, account: CallerAccount): void {
    const { requestId, path, timeoutMs } = this.#head;
    const given = timeoutMs === undefined ? target.timeoutMs : undefined;
    const { limits } = this.#surroundings;
    this.#exchange = new Exchange({
      caller: this.#caller,
      upstream: connection.request(requestHeaders(this.#received, target, path, requestId, given)),
      service: target.service,
      requestId,
      connectionLost: () => connection.lost,
      account,
      oneMessage: target.oneMessage ?? false,
      limits,
      told: this.#told,
      overloaded: (retryAfterMs) =>
        account.overload.refused(methodAt(target, this.#head), retryAfterMs, performance.now()),
    });
  }

  /** The caller may have left, or its deadline passed, while a route or a connection was made. */
  #isOver(): boolean {
    const caller = this.#caller;
    return caller.destroyed || caller.closed || caller.headersSent;
  }

  #limitTime(timeoutMs: number, allowed: string): void {
    const waitMs = Math.ceil(timeoutMs) + this.#surroundings.limits.deadlineGraceMs;
    if (waitMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => {
      this.fail(new RookeryError('DEADLINE_EXCEEDED', `${this.#head.service}: no answer ${allowed}`));
    }, waitMs);
    this.#caller.once('close', () => clearTimeout(timer));
  }
}
