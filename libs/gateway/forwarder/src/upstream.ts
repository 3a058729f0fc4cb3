import { RookeryError } from '@rookery/shared-errors';
import type { ForwarderLimits } from './limits.ts';
import { ReconnectBackoff } from './reconnect-backoff.ts';
import { UpstreamConnection, type Security } from './upstream-connection.ts';

/** Told when an upstream cannot be reached and when it is there again. */
export interface UpstreamObserver {
  upstreamReached?(address: string): void;
  /** After every attempt that failed; `first` when the upstream was there before, or was never asked. */
  upstreamUnreachable?(address: string, reason: string, first: boolean): void;
}

/**
 * The connections to one address. They are filled one after the other, because frames of many calls in one write are
 * what makes forwarding cheap; another is opened when all are busy.
 */
export class Upstream {
  readonly address: string;
  readonly #limits: ForwarderLimits;
  readonly #observer: UpstreamObserver;
  readonly #security: Security | undefined;
  readonly #backoff = new ReconnectBackoff();
  readonly #connections = new Set<UpstreamConnection>();
  #connecting: Promise<UpstreamConnection> | undefined;
  #lastFailure = '';
  #reachable: boolean | undefined;

  /** @param security undefined: without TLS */
  constructor(
    address: string,
    limits: ForwarderLimits,
    observer: UpstreamObserver,
    security: Security | undefined,
  ) {
    this.address = address;
    this.#limits = limits;
    this.#observer = observer;
    this.#security = security;
  }

  /** Calls in flight on all connections. */
  get calls(): number {
    let calls = 0;
    for (const connection of this.#connections) calls += connection.calls;
    return calls;
  }

  /** The last attempt to reach it has failed. */
  get isAway(): boolean {
    return this.#reachable === false;
  }

  /** Tries to reach it, when it is time to try again. */
  knock(): void {
    if (this.#connecting !== undefined || !this.#backoff.allows(performance.now())) return;
    this.#open().catch(() => undefined);
  }

  /**
   * A connection that a call may begin on: at once when there is one, else after connecting. UNAVAILABLE, naming the
   * service, when the upstream cannot be reached or every connection is full.
   */
  connection(service: string): UpstreamConnection | Promise<UpstreamConnection> {
    let best: UpstreamConnection | undefined;
    let open = 0;
    for (const connection of this.#connections) {
      if (!connection.retired) open += 1;
      if (!connection.usable) continue;
      if (connection.calls < this.#limits.callsPerUpstreamConnection) return connection;
      if (best === undefined || connection.calls < best.calls) best = connection;
    }
    const mayOpen = open < this.#limits.connectionsPerUpstream;
    if (best !== undefined) {
      // Busy but able: the call goes on while another connection is opened for those to come.
      if (mayOpen && this.#connecting === undefined && this.#backoff.allows(performance.now())) {
        this.#open().catch(() => undefined);
      }
      return best;
    }
    return this.#connectFor(service, mayOpen);
  }

  /** Lets calls in flight end and connections close after them. */
  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  /** Breaks off what is in flight. */
  destroy(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  async #connectFor(service: string, mayOpen: boolean): Promise<UpstreamConnection> {
    if (this.#connecting === undefined && !mayOpen) {
      throw new RookeryError('UNAVAILABLE', `${service}: has as many calls in flight as it takes`, {
        reason: 'UPSTREAM_FULL',
        retryAfterMs: 100,
      });
    }
    if (this.#connecting === undefined && !this.#backoff.allows(performance.now()))
      throw this.#unreachable(service);
    try {
      return await (this.#connecting ?? this.#open());
    } catch {
      throw this.#unreachable(service);
    }
  }

  #open(): Promise<UpstreamConnection> {
    const connection = new UpstreamConnection(this.address, this.#limits, this.#security, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    const opening = connection.ready.then(
      () => {
        this.#wasReached();
        return connection;
      },
      (error: unknown) => {
        this.#connections.delete(connection);
        this.#wasNotReached(failureName(error));
        throw error;
      },
    );
    this.#connecting = opening;
    const settled = (): void => {
      this.#connecting = undefined;
    };
    opening.then(settled, settled);
    return opening;
  }

  #wasReached(): void {
    this.#backoff.succeeded();
    if (this.#reachable === true) return;
    this.#reachable = true;
    this.#observer.upstreamReached?.(this.address);
  }

  #wasNotReached(reason: string): void {
    this.#backoff.failed(performance.now());
    this.#lastFailure = reason;
    const first = this.#reachable !== false;
    this.#reachable = false;
    this.#observer.upstreamUnreachable?.(this.address, reason, first);
  }

  #unreachable(service: string): RookeryError {
    return new RookeryError('UNAVAILABLE', `${service}: cannot be reached (${this.#lastFailure})`, {
      reason: 'UPSTREAM_UNREACHABLE',
      retryAfterMs: 500,
    });
  }
}

/** The system's name for a failure (`ECONNREFUSED`) where it has one. */
export function failureName(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? 'unknown failure';
}
